package io.sluice.energy;

import io.sluice.schemas.Provenance;

/**
 * What batches take that are computed one after the other. Thread-safe; a batch begins and ends on
 * one thread.
 *
 * <p>A batch that lasts long against the counters' ticks is measured. Of shorter ones only all that
 * were computed in some time together can be: their mean active power is learnt from the counters
 * and makes a batch's joules of its time, which is an estimate. Until it is known, and where
 * nothing is measured, the power model that was given takes its place.
 */
public final class BatchMeter {
    /** Measured joules that may be off by a greater part are none. */
    private static final double MOST_UNCERTAIN = 0.1;

    /** Power is learnt from windows with so much computing. */
    private static final double BUSY_SECONDS = 0.5;

    /** In a window with less computing than this part of it, others' energy would count as ours. */
    private static final double LEAST_BUSY = 0.1;

    private static final double NEWEST_WEIGHT = 0.3;

    private final EnergyMeter meter;
    private EnergyMark batch;
    private EnergyMark window;
    private double windowBusySeconds;
    private double lastBusySeconds;
    private double learntWatts = Double.NaN;

    /**
     * @param meter the caller's, which somebody polls
     */
    public BatchMeter(EnergyMeter meter) {
        this.meter = meter;
    }

    /** A batch is about to be computed. */
    public synchronized void begin() {
        if (!meter.hasSources()) {
            return;
        }
        if (window == null) {
            window = meter.mark();
        }
        // Reading counters takes time: only where the batch before says that it will be of use.
        boolean isLong = lastBusySeconds * MOST_UNCERTAIN >= meter.tickSeconds();
        batch = isLong ? meter.mark() : null;
    }

    /**
     * The batch that began last was computed.
     *
     * @param busySeconds how long that took
     */
    public synchronized EnergyWindow end(double busySeconds) {
        learn(busySeconds);
        lastBusySeconds = busySeconds;
        String reason = meter.hasSources() ? "shorter than counters can measure" : "no counter";
        if (batch != null) {
            EnergyWindow measured = meter.since(batch, busySeconds);
            batch = null;
            boolean isSure = measured.uncertaintyJoules() <= MOST_UNCERTAIN * measured.joules();
            if (measured.provenance() == Provenance.MEASURED && isSure) {
                return measured;
            }
            reason = measured.reason().isEmpty() ? reason : measured.reason();
        }
        PowerModel model = model();
        return new EnergyWindow(
                busySeconds, model.joules(busySeconds), Double.NaN, model.provenance(), reason);
    }

    /** What makes joules of time now: what was learnt, or else what was given. */
    public synchronized PowerModel model() {
        return Double.isNaN(learntWatts)
                ? meter.model()
                : new PowerModel(meter.idleWatts(), meter.idleWatts() + learntWatts);
    }

    private void learn(double busySeconds) {
        windowBusySeconds += busySeconds;
        if (window == null || windowBusySeconds < BUSY_SECONDS) {
            return;
        }
        EnergyWindow seen = meter.since(window, windowBusySeconds);
        boolean isBusy = windowBusySeconds >= LEAST_BUSY * seen.seconds();
        if (seen.provenance() == Provenance.MEASURED && isBusy) {
            double watts = Math.max(0, seen.joules() / windowBusySeconds);
            learntWatts =
                    Double.isNaN(learntWatts)
                            ? watts
                            : learntWatts + NEWEST_WEIGHT * (watts - learntWatts);
        }
        window = meter.mark();
        windowBusySeconds = 0;
    }
}
