package io.sluice.energy;

import java.io.IOException;

/** Joules from samples of power, by the trapezoidal rule. */
final class PowerIntegral {
    /** Over a longer gap nobody knows what was drawn. */
    static final double LONGEST_GAP_SECONDS = 5;

    private final String channel;
    private double joules;
    private double lastWatts = Double.NaN;
    private long lastNanos;
    private long epoch;

    PowerIntegral(String channel) {
        this.channel = channel;
    }

    /**
     * Takes a sample.
     *
     * @throws IOException when it is not a number of at least 0
     */
    void add(double watts, long nanos) throws IOException {
        if (!(watts >= 0 && Double.isFinite(watts))) {
            throw new IOException(channel + " says " + watts + " W, expected at least 0");
        }
        double seconds = (nanos - lastNanos) / 1e9;
        if (!Double.isNaN(lastWatts)) {
            if (seconds > LONGEST_GAP_SECONDS) {
                epoch++;
            } else {
                joules += seconds * (lastWatts + watts) / 2;
            }
        }
        lastWatts = watts;
        lastNanos = nanos;
    }

    EnergyCount count() {
        return new EnergyCount(channel, joules, Double.POSITIVE_INFINITY, epoch);
    }
}
