package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Divides sequences into parts. By key, because the samples of one device or person are alike: rows
 * of it in two parts would let what is fitted on one see the other.
 */
public final class SequenceSplits {
    private static final int PARTS = 4;

    private SequenceSplits() {}

    /**
     * Every key in one part, at random, so that the parts' numbers of rows come near their shares.
     *
     * @throws IllegalArgumentException when there are fewer keys than parts with a share, with
     *     their number and what to do
     */
    public static Splits byKey(RecordedSamples samples, SplitShares shares, long seed) {
        int[] sizes = new int[samples.keys().size()];
        for (int key : samples.key()) {
            sizes[key]++;
        }
        List<Integer> keys = new ArrayList<>();
        for (int key = 0; key < sizes.length; key++) {
            if (sizes[key] > 0) {
                keys.add(key);
            }
        }
        requireEnough(keys.size(), shares);
        java.util.Collections.shuffle(keys, new Random(seed));
        int[] partOf = assign(keys, sizes, shares);
        return split(samples.rows(), row -> partOf[samples.key()[row]]);
    }

    private static void requireEnough(int keys, SplitShares shares) {
        int parts = shares.test() > 0 ? PARTS : PARTS - 1;
        if (keys < parts) {
            throw new IllegalArgumentException(
                    "the rows have "
                            + keys
                            + (keys == 1 ? " key" : " keys")
                            + "; a split by key needs at least "
                            + parts
                            + ". Bring rows of more keys, or split by time, which divides the rows"
                            + " of each key into blocks");
        }
    }

    /** Each key goes where the part is furthest behind its share; an empty part comes first. */
    private static int[] assign(List<Integer> keys, int[] sizes, SplitShares shares) {
        double[] share = {shares.fit(), shares.gates(), shares.calibration(), shares.test()};
        double[] has = new double[PARTS];
        int[] partOf = new int[sizes.length];
        for (int key : keys) {
            int part = 0;
            for (int p = 1; p < PARTS; p++) {
                // has/share is how full a part is; a part without a share is never the emptiest.
                if (share[p] > 0 && has[p] * share[part] < has[part] * share[p]) {
                    part = p;
                }
            }
            partOf[key] = part;
            has[part] += sizes[key];
        }
        return partOf;
    }

    /**
     * The samples of every key in blocks of time, one block a part, in the parts' order, with a gap
     * between blocks: for a single key, of which nothing else can be held out.
     *
     * @param gap so many ticks behind the first sample of a block's successor are in no part
     * @throws IllegalArgumentException when no key has samples enough for a part, or the gap leaves
     *     none
     */
    public static Splits byTime(RecordedSamples samples, SplitShares shares, long gap) {
        int[] parts = new int[samples.rows()];
        for (int from = 0; from < parts.length; ) {
            int to = from;
            while (to < parts.length && samples.key()[to] == samples.key()[from]) {
                to++;
            }
            blocks(samples.ticks(), from, to, shares, gap, parts);
            from = to;
        }
        return split(parts.length, row -> parts[row]);
    }

    private static void blocks(
            long[] ticks, int from, int to, SplitShares shares, long gap, int[] parts) {
        double[] share = {shares.fit(), shares.gates(), shares.calibration(), shares.test()};
        int begin = from;
        double upTo = 0;
        for (int p = 0; p < PARTS; p++) {
            upTo += share[p];
            int end = p == PARTS - 1 ? to : from + (int) Math.round((to - from) * upTo);
            for (int row = begin; row < end; row++) {
                boolean tooNear = p > 0 && ticks[row] - ticks[begin] < gap;
                parts[row] = tooNear ? -1 : p;
            }
            begin = end;
        }
    }

    private interface PartOf {
        int part(int row);
    }

    private static Splits split(int rows, PartOf partOf) {
        int[] counts = new int[PARTS];
        for (int row = 0; row < rows; row++) {
            int part = partOf.part(row);
            if (part >= 0) {
                counts[part]++;
            }
        }
        int[][] parts = new int[PARTS][];
        for (int p = 0; p < PARTS; p++) {
            parts[p] = new int[counts[p]];
        }
        int[] at = new int[PARTS];
        for (int row = 0; row < rows; row++) {
            int part = partOf.part(row);
            if (part >= 0) {
                parts[part][at[part]++] = row;
            }
        }
        return Splits.of(parts[0], parts[1], parts[2], parts[3]);
    }
}
