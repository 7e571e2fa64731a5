package io.sluice.gates.risk;

import io.sluice.gates.KeyBudget;

/**
 * What one key may still spend (methods.md 4.17). Between any two times it grants at most the burst
 * and the rate times the time between them; a cost is taken whole or not at all.
 *
 * <p>A clock that goes backwards fills nothing, and time that is lived twice fills once. When it
 * falls back by more than the time that an empty bucket takes to fill, the bucket goes by the new
 * clock, so that a key waits at most that long.
 *
 * <p><b>Owned state:</b> {@link #level()} and {@link #micros()}. <b>Threading:</b> one thread.
 */
public final class TokenBucket {
    private static final double MICROS_PER_SECOND = 1e6;

    private final KeyBudget budget;
    private double level;
    private long micros;

    /** A full bucket. */
    public TokenBucket(KeyBudget budget, long nowMicros) {
        this(budget, budget.burst(), nowMicros);
    }

    /**
     * A bucket as it was.
     *
     * @param level in multiply-adds, at least 0; above the burst, as after a change of budget, is
     *     full
     * @param micros when it had that level
     */
    public TokenBucket(KeyBudget budget, double level, long micros) {
        if (!(level >= 0)) {
            throw new IllegalArgumentException("a level is at least 0 multiply-adds, not " + level);
        }
        this.budget = budget;
        this.level = Math.min(level, budget.burst());
        this.micros = micros;
    }

    /**
     * Takes a cost from the bucket if it holds as much.
     *
     * @param nowMicros the time, in microseconds since any fixed one
     * @param multiplyAdds at least 0; more than the burst is never granted
     * @return whether it was taken
     */
    public boolean tryTake(long nowMicros, long multiplyAdds) {
        if (multiplyAdds < 0) {
            throw new IllegalArgumentException(
                    "a cost is at least 0 multiply-adds, not " + multiplyAdds);
        }
        if (micros - nowMicros > microsToFill(budget.burst())) {
            micros = nowMicros;
        }
        double available = available(nowMicros);
        if (multiplyAdds > available) {
            return false;
        }
        // Only a grant moves the state, so that polling an empty bucket adds up no rounding.
        level = available - multiplyAdds;
        micros = Math.max(micros, nowMicros);
        return true;
    }

    /** Whether the bucket is full at a time, and so tells nothing that a new one does not. */
    public boolean isFull(long nowMicros) {
        return available(nowMicros) >= budget.burst();
    }

    private double available(long nowMicros) {
        double elapsed = Math.max(0.0, (double) nowMicros - micros);
        double gained = elapsed * budget.multiplyAddsPerSecond() / MICROS_PER_SECOND;
        return Math.min(budget.burst(), level + gained);
    }

    private double microsToFill(double multiplyAdds) {
        return multiplyAdds / budget.multiplyAddsPerSecond() * MICROS_PER_SECOND;
    }

    /** When it will be full: of two buckets of one budget the fuller is full sooner. */
    double fullAtMicros() {
        return micros + microsToFill(budget.burst() - level);
    }

    /** Multiply-adds in the bucket at {@link #micros()}. */
    public double level() {
        return level;
    }

    /** When it was last taken from, in microseconds. */
    public long micros() {
        return micros;
    }
}
