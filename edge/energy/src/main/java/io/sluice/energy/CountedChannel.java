package io.sluice.energy;

/** What one channel counted, followed over wraps; a count that cannot be followed is a break. */
final class CountedChannel {
    /** More than any one package, board or battery draws. */
    static final double MOST_WATTS = 2_000;

    private final String name;
    private final double tickSeconds;
    private EnergyCount last;
    private long lastNanos;
    private double joules;
    private long breaks;
    private String lastBreak = "";

    CountedChannel(String name, double tickSeconds) {
        this.name = name;
        this.tickSeconds = tickSeconds;
    }

    String name() {
        return name;
    }

    /** Counted since the first reading, over all wraps. */
    double joules() {
        return joules;
    }

    long breaks() {
        return breaks;
    }

    /** What happened at the newest break. */
    String lastBreak() {
        return lastBreak;
    }

    boolean isReadAt(long nanos) {
        return last != null && lastNanos == nanos;
    }

    void read(EnergyCount count, long nanos) {
        if (!(count.joules() >= 0 && count.joules() < Double.POSITIVE_INFINITY)) {
            broken("counted " + count.joules() + " J");
            last = null;
            return;
        }
        if (last != null) {
            follow(count, (nanos - lastNanos) / 1e9);
        }
        last = count;
        lastNanos = nanos;
    }

    private void follow(EnergyCount count, double seconds) {
        if (count.epoch() != last.epoch()) {
            broken("has lost energy since it was read before");
            return;
        }
        if (seconds * MOST_WATTS >= count.rangeJoules()) {
            broken("was not read for " + Math.round(seconds) + " s and may have wrapped");
            return;
        }
        double step = count.joules() - last.joules();
        if (step < 0) {
            step += count.rangeJoules();
        }
        // A tick that was due before the last reading, and one of now, may both fall in between.
        double most = MOST_WATTS * (seconds + 2 * tickSeconds);
        if (step > most) {
            broken("jumped from " + last.joules() + " J to " + count.joules() + " J");
            return;
        }
        joules += step;
    }

    private void broken(String what) {
        breaks++;
        lastBreak = what;
    }
}
