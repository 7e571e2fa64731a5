package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether costs stayed within a burst and a rate over every window: the greatest excess of any
 * window ending now is max(0, excess before − rate·Δt) + cost.
 */
final class WindowBound {
    private final double perSecond;
    private final double burst;
    private double excess;
    private double greatest;
    private double total;
    private long micros;

    WindowBound(double perSecond, double burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** Costs come in the order of their times. */
    void count(long nowMicros, double cost) {
        excess = Math.max(0, excess - (nowMicros - micros) / 1e6 * perSecond) + cost;
        micros = nowMicros;
        greatest = Math.max(greatest, excess);
        total += cost;
    }

    double total() {
        return total;
    }

    /** The total over what the rate allows in a time. */
    double ofRate(long elapsedMicros) {
        return total / (perSecond * elapsedMicros * 1e-6);
    }

    void assertHeld(String description) {
        assertThat(greatest)
                .as("%s: most of any window beyond its rate", description)
                .isLessThanOrEqualTo(burst * (1 + 1e-9));
    }
}
