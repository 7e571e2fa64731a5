package io.sluice.gates.experts;

/** The 95 % quantile of times that were observed, for as long as they count. */
final class ObservedTimes {
    private static final double TAIL = .95;

    private final DecayedQuantile quantile = new DecayedQuantile(TAIL);
    private long lastMicros;

    void observe(double micros, long nowMicros, FleetSettings settings) {
        if (!count(nowMicros, settings)) {
            quantile.clear();
        }
        quantile.observe(micros);
        lastMicros = nowMicros;
    }

    /** Whether there are any, and not too old: what was slow once may have recovered. */
    boolean count(long nowMicros, FleetSettings settings) {
        return !quantile.isEmpty() && nowMicros - lastMicros <= settings.observedForMicros();
    }

    double micros() {
        return quantile.micros();
    }

    void clear() {
        quantile.clear();
    }
}
