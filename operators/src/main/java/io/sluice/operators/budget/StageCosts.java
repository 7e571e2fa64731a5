package io.sluice.operators.budget;

import io.sluice.energy.ProcessMeter;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.schemas.Provenance;
import java.io.Serializable;

/**
 * What a stage's run costs each row of its batch, by account. Figures of the worst case are known
 * before a run; without them no hard limit can be kept.
 */
public interface StageCosts {
    /** Opens the costs of a bundle where its task runs. Serialisable: it travels with the job. */
    interface Factory extends Serializable {
        /**
         * @param meter the task's, which knows what power computing draws
         */
        StageCosts open(ActiveBundle bundle, ProcessMeter.Task meter);
    }

    /** The joules of a row in the dearest batch; NaN when they are not known before a run. */
    double worstJoules(int stage);

    /** The worst case of what has to be reserved for an event first, joules; NaN when not known. */
    default double firstWorstJoules() {
        return worstJoules(0);
    }

    /** The joules of a row in the cheapest batch; NaN when they are not known before a run. */
    double leastJoules(int stage);

    /**
     * The joules of one row of a batch that has run, at most those of the worst case; NaN when they
     * are not known.
     *
     * @param seconds its share of the time that the batch took
     */
    double joules(int stage, int rows, double seconds);

    /**
     * Where the joules come from; UNKNOWN exactly when they are NaN. Once they are known they stay
     * so. Never MEASURED: a batch is over before a counter has ticked often enough to measure it,
     * and its events have left before a window of many batches ends.
     */
    Provenance energy();
}
