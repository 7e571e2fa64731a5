package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.Bootstrap;
import java.util.Arrays;

/**
 * What is resampled for intervals: keys, because the samples of one key are alike; or, where keys
 * are too few to say anything, blocks of time of each. Every unit counts the same.
 */
public final class SampleUnits {
    /** From so few keys no interval can be told. */
    private static final int LEAST_KEYS = 8;

    private static final int BLOCKS = 32;

    private final int[] unitOf;
    private final int units;
    private final boolean keys;

    private SampleUnits(int[] unitOf, int units, boolean keys) {
        this.unitOf = unitOf;
        this.units = units;
        this.keys = keys;
    }

    /** Units of some rows of a recording, in their order. */
    public static SampleUnits of(RecordedSamples samples, int[] rows) {
        int[] keyOf = new int[rows.length];
        int keys = 0;
        for (int at = 0; at < rows.length; at++) {
            keys += samples.continues(rows, at) ? 0 : 1;
            keyOf[at] = keys - 1;
        }
        if (keys >= LEAST_KEYS) {
            return new SampleUnits(keyOf, keys, true);
        }
        return blocks(keyOf, keys);
    }

    /** The samples of each key in so many blocks of equal counts that there are enough in all. */
    private static SampleUnits blocks(int[] keyOf, int keys) {
        int perKey = (BLOCKS + keys - 1) / keys;
        int[] unitOf = new int[keyOf.length];
        int units = 0;
        for (int from = 0; from < keyOf.length; ) {
            int to = from;
            while (to < keyOf.length && keyOf[to] == keyOf[from]) {
                to++;
            }
            int count = Math.min(perKey, to - from);
            for (int at = from; at < to; at++) {
                unitOf[at] = units + (int) ((long) (at - from) * count / (to - from));
            }
            units += count;
            from = to;
        }
        return new SampleUnits(unitOf, units, false);
    }

    public int size() {
        return units;
    }

    /** Whether units are keys; else they are blocks of time. */
    public boolean areKeys() {
        return keys;
    }

    /** The mean of a measure over each unit. */
    public double[] means(Replayed replayed, Replayed.Measure measure) {
        double[] sums = new double[units];
        int[] counts = new int[units];
        for (int at = 0; at < unitOf.length; at++) {
            sums[unitOf[at]] += measure.of(replayed, at);
            counts[unitOf[at]]++;
        }
        for (int unit = 0; unit < units; unit++) {
            sums[unit] /= counts[unit];
        }
        return sums;
    }

    /** Macro-F1 of each unit, over the classes that it has or was given. */
    public double[] macroF1(Replayed replayed) {
        double[] scores = new double[units];
        Arrays.setAll(scores, unit -> replayed.macroF1(at -> unitOf[at] == unit));
        return scores;
    }

    /** The mean of first − second over units, in pairs. */
    public Bootstrap.Interval difference(
            Replayed first, Replayed second, Replayed.Measure measure, Bootstrap bootstrap) {
        return bootstrap.difference(means(first, measure), means(second, measure));
    }

    @Override
    public String toString() {
        return units + (keys ? " keys" : " blocks of time, because keys are too few");
    }
}
