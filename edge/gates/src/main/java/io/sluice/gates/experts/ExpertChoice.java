package io.sluice.gates.experts;

/** The outcome of one choice. Caller-owned and reused; not thread-safe. */
public final class ExpertChoice {
    private long mask;
    private double value;
    private double loss;
    private double joules;
    private double millis;

    void none() {
        set(0, Double.POSITIVE_INFINITY, 1, 0, 0);
    }

    void set(long newMask, double newValue, double newLoss, double newJoules, double newMillis) {
        mask = newMask;
        value = newValue;
        loss = newLoss;
        joules = newJoules;
        millis = newMillis;
    }

    /** The experts to ask; 0 when there is none that may be asked. */
    public long mask() {
        return mask;
    }

    /** The predicted probability that the answer of all of them together is wrong. */
    public double loss() {
        return loss;
    }

    /** What they are predicted to take together, J. */
    public double joules() {
        return joules;
    }

    /** When the last of them is predicted to have answered, ms from now. */
    public double millis() {
        return millis;
    }

    /** Predicted loss plus price times cost, which was the least. */
    public double value() {
        return value;
    }
}
