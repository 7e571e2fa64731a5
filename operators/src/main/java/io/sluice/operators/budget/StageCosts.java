package io.sluice.operators.budget;

import io.sluice.energy.ProcessMeter;
import io.sluice.kernel.bundle.ActiveBundle;
import java.io.Serializable;

/**
 * What a stage's run costs each row of its batch, by account. Figures of the worst case are known
 * before a run; without them no hard limit can be kept.
 */
public interface StageCosts extends ActionCosts {
    /** Opens the costs of a bundle where its task runs. Serialisable: it travels with the job. */
    interface Factory extends Serializable {
        /**
         * @param meter the task's, which knows what power computing draws
         */
        StageCosts open(ActiveBundle bundle, ProcessMeter.Task meter);

        /**
         * Checks that there are costs of a bundle.
         *
         * @throws IllegalArgumentException saying what is missing
         */
        default void require(ActiveBundle bundle) {}
    }

    /** The joules of a row in the dearest batch; NaN when they are not known before a run. */
    double worstJoules(int stage);

    /** The first stage's. */
    @Override
    default double firstWorstJoules() {
        return worstJoules(0);
    }

    /**
     * The joules of one row of a batch that has run, at most those of the worst case; NaN when they
     * are not known.
     *
     * @param seconds its share of the time that the batch took
     */
    double joules(int stage, int rows, double seconds);
}
