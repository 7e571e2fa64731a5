package io.sluice.operators.sensors;

import io.sluice.operators.budget.Charge;

/** What is asked of a sample and reserved for it, and what stands for its device between two. */
final class SampleCharge extends Charge {
    private static final long NEVER = Long.MIN_VALUE;

    /** What sensors have drawn for it, whatever is decided about it, J. */
    double drawnJoules;

    /** What is reserved for what was computed, J. */
    double computeJoules;

    /** Of that what is reserved for a configuration, J. */
    double configurationJoules;

    /** Whether a cap of joules may refuse it something. */
    boolean isCapped;

    /** Of a device: when its sensors were switched off for a cap; event time, ms. */
    private long shedMillis = NEVER;

    /** Notes that its sensors are switched off now for a cap. */
    void shed(long nowMillis) {
        shedMillis = nowMillis;
    }

    /** Whether they were within a time. */
    boolean isShed(long nowMillis, long withinMillis) {
        return shedMillis != NEVER
                && nowMillis >= shedMillis
                && nowMillis - shedMillis < withinMillis;
    }
}
