package io.sluice.gates.budget;

/**
 * What may still be spent (methods.md 4.17). Between any two times it grants at most the burst and
 * the rate times the time between them; a cost is taken whole or not at all.
 *
 * <p>Where the cost of an action is known only after it, its worst case is reserved before. What is
 * reserved keeps its room in the bucket until it is settled, so that the bound above holds for
 * actual costs, dated at their reservation or at their settlement. A cost above what was reserved
 * makes the level negative: nothing is granted until that debt is paid.
 *
 * <p>A clock that goes backwards fills nothing, and time that is lived twice fills once. When it
 * falls back by more than the time that an empty bucket takes to fill, the bucket goes by the new
 * clock, so that a key waits at most that long.
 *
 * <p><b>Owned state:</b> {@link #level()} and {@link #micros()}. <b>Threading:</b> one thread.
 */
public final class TokenBucket {
    private static final double SECONDS = 1e-6;

    /** A part of the burst that is nothing. */
    private static final double ROUNDING = 1e-9;

    private double perSecond;
    private double burst;
    private double level;
    private double reserved;
    private long micros;

    /**
     * A bucket as it was.
     *
     * @param perSecond how fast it fills, in its unit, at least 0
     * @param burst how much it holds, at least 0
     * @param level what is in it; above the burst, as after a change, is full
     * @param micros when it had that level, in microseconds since any fixed time
     */
    public TokenBucket(double perSecond, double burst, double level, long micros) {
        require("a rate", perSecond);
        require("a burst", burst);
        if (Double.isNaN(level)) {
            throw new IllegalArgumentException("a level is a number, not NaN");
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.level = Math.min(level, burst);
        this.micros = micros;
    }

    /** A bucket that holds its burst. */
    public static TokenBucket full(double perSecond, double burst, long nowMicros) {
        return new TokenBucket(perSecond, burst, burst, nowMicros);
    }

    /** A bucket that has to fill first. */
    public static TokenBucket empty(double perSecond, double burst, long nowMicros) {
        return new TokenBucket(perSecond, burst, 0, nowMicros);
    }

    /**
     * Takes a cost from the bucket if it holds as much.
     *
     * @param nowMicros the time, in microseconds since any fixed one
     * @param cost at least 0; more than the burst is never granted
     * @return whether it was taken
     */
    public boolean tryTake(long nowMicros, double cost) {
        double available = holds(nowMicros, cost);
        if (Double.isNaN(available)) {
            return false;
        }
        move(nowMicros, available - cost);
        return true;
    }

    /** Whether {@link #reserve} would take a cost. */
    public boolean canReserve(long nowMicros, double worst) {
        return !Double.isNaN(holds(nowMicros, worst));
    }

    /**
     * Sets the worst case of an action aside if the bucket holds as much.
     *
     * @param worst at least 0; more than the burst is never granted
     * @return whether it was; {@link #settle} follows then
     */
    public boolean reserve(long nowMicros, double worst) {
        if (!canReserve(nowMicros, worst)) {
            return false;
        }
        reserveKnown(nowMicros, worst);
        return true;
    }

    /** Sets aside what {@link #canReserve} has just said is there. */
    void reserveKnown(long nowMicros, double worst) {
        double available = available(nowMicros);
        reserved += worst;
        move(nowMicros, available - worst);
    }

    /**
     * Ends a reservation.
     *
     * @param worst what was reserved; beyond all that is reserved counts as nothing
     * @param actual what it cost, at least 0
     */
    public void settle(long nowMicros, double worst, double actual) {
        require("a cost", actual);
        require("a reservation", worst);
        double available = available(nowMicros);
        double freed = Math.min(worst, reserved);
        reserved -= freed;
        if (reserved < ROUNDING * burst) {
            // Sums that were taken apart again leave a rest, which would be reserved for ever.
            reserved = 0;
        }
        move(nowMicros, available + freed - actual);
    }

    /** Goes on under other terms: what it holds beyond the new burst is lost. */
    public void adopt(double newPerSecond, double newBurst, long nowMicros) {
        require("a rate", newPerSecond);
        require("a burst", newBurst);
        double available = available(nowMicros);
        perSecond = newPerSecond;
        burst = newBurst;
        move(nowMicros, Math.min(available, newBurst - reserved));
    }

    /** Sets an unused bucket to the level with which it is full at a time. */
    void fullAt(double fullMicros, long nowMicros) {
        double missing = Math.max(0, fullMicros - nowMicros) * SECONDS * perSecond;
        move(nowMicros, Math.max(0, burst - missing));
    }

    /** What it holds, or NaN where that is less than a cost. */
    private double holds(long nowMicros, double cost) {
        require("a cost", cost);
        if (nowMicros < micros && micros - nowMicros > microsToFill(burst)) {
            micros = nowMicros;
        }
        double available = available(nowMicros);
        return available >= 0 && cost <= available ? available : Double.NaN;
    }

    // Only a grant moves the state, so that polling an empty bucket adds up no rounding.
    private void move(long nowMicros, double newLevel) {
        level = newLevel;
        micros = Math.max(micros, nowMicros);
    }

    private static void require(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    name + " of a bucket is finite and at least 0, not " + value);
        }
    }

    /** Whether anything is reserved and not settled. */
    boolean hasReservations() {
        return reserved > 0;
    }

    /** Whether the bucket is full at a time, and so tells nothing that a new one does not. */
    public boolean isFull(long nowMicros) {
        return reserved == 0 && available(nowMicros) >= burst;
    }

    private double available(long nowMicros) {
        double elapsed = Math.max(0.0, (double) nowMicros - micros);
        double full = burst - reserved;
        return level >= full ? level : Math.min(full, level + elapsed * perSecond * SECONDS);
    }

    private double microsToFill(double amount) {
        return amount == 0 ? 0 : amount / perSecond / SECONDS;
    }

    /**
     * When it will be full if all that is reserved is spent: of two buckets of one budget the
     * fuller is full sooner.
     */
    public double fullAtMicros() {
        return micros + microsToFill(burst - level);
    }

    /** What is owed: costs above what was reserved for them and not yet filled up. */
    public double debt(long nowMicros) {
        return Math.max(0, -available(nowMicros) - reserved);
    }

    /** What was in the bucket at {@link #micros()}; below 0 for debt. */
    public double level() {
        return level;
    }

    /** When its level was last set, in microseconds. */
    public long micros() {
        return micros;
    }
}
