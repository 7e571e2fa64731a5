package io.sluice.energy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A counter over a simulated machine, independent of any cost table: a test says what the machine
 * draws, and the counter says what a counter would, with bias, lag, ticks, wraps and drop-outs.
 * {@link #nanos} is the clock of both.
 */
public final class SimulatedSource implements EnergySource {
    private final TreeMap<Long, Double> history = new TreeMap<>(Map.of(0L, 0.0));
    private final Random random;
    private long nanos;
    private double joules;
    private double offset;
    private boolean stopped;
    private EnergyCount frozen;

    private double bias = 1;
    private long lagNanos;
    private long tickNanos = 1;
    private double range = Double.POSITIVE_INFINITY;
    private double dropOuts;

    public SimulatedSource(long seed) {
        random = new Random(seed);
    }

    /** Counts so many joules for each that is used. */
    public SimulatedSource bias(double factor) {
        bias = factor;
        return this;
    }

    /** Says what was true so long ago. */
    public SimulatedSource lag(double seconds) {
        lagNanos = Math.round(seconds * 1e9);
        return this;
    }

    /** Is renewed so often. */
    public SimulatedSource tick(double seconds) {
        tickNanos = Math.round(seconds * 1e9);
        return this;
    }

    /** Begins again at 0 after so much. */
    public SimulatedSource range(double rangeJoules) {
        range = rangeJoules;
        return this;
    }

    /** Cannot be read with a probability. */
    public SimulatedSource dropOuts(double probability) {
        dropOuts = probability;
        return this;
    }

    /** Lets time pass in which the machine draws a power. */
    public void use(double watts, double seconds) {
        nanos += Math.round(seconds * 1e9);
        joules += watts * seconds;
        history.put(nanos, joules);
    }

    /** Adds to what is counted, without anything having been used; may be negative. */
    public void jump(double more) {
        offset += more;
    }

    /** Counts no further, or goes on. */
    public void stop(boolean still) {
        stopped = still;
    }

    /** The clock. */
    public long nanos() {
        return nanos;
    }

    /** What the machine has used in truth. */
    public double usedJoules() {
        return joules;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Coverage covers() {
        return Coverage.MACHINE;
    }

    @Override
    public Optional<Absence> absence() {
        return Optional.empty();
    }

    @Override
    public String detail() {
        return "all";
    }

    @Override
    public double tickSeconds() {
        return (tickNanos + lagNanos) / 1e9;
    }

    @Override
    public List<EnergyCount> read(long now) throws IOException {
        if (random.nextDouble() < dropOuts) {
            throw new IOException("dropped out");
        }
        if (!stopped || frozen == null) {
            long shown = Math.max(0, now - lagNanos) / tickNanos * tickNanos;
            double counted = usedAt(shown) * bias + offset;
            double within = Double.isInfinite(range) ? counted : counted % range;
            frozen = new EnergyCount("all", within, range, 0);
        }
        return List.of(frozen);
    }

    private double usedAt(long when) {
        Map.Entry<Long, Double> before = history.floorEntry(when);
        Map.Entry<Long, Double> after = history.ceilingEntry(when);
        if (after == null || after.getKey().equals(before.getKey())) {
            return before.getValue();
        }
        double share = (double) (when - before.getKey()) / (after.getKey() - before.getKey());
        return before.getValue() + share * (after.getValue() - before.getValue());
    }
}
