package io.sluice.gates.sensors.fit;

import java.util.List;

/**
 * Who, when and what each recorded sample is. Samples are in the order of their keys, and of their
 * ticks within a key, so that the samples of a key are a sequence. Arrays are not copied.
 *
 * @param keys names of the devices, persons or places
 * @param key of each sample: an index into {@code keys}, not falling
 * @param ticks when each sample is, in periods of the grid; rising within a key
 * @param contexts names of the contexts, at least one
 * @param context of each sample: an index into {@code contexts}, or −1 where it is not known
 * @param classes the number of classes
 * @param labels the class of each sample
 * @param present mask of the modalities that each sample has
 */
public record RecordedSamples(
        List<String> keys,
        int[] key,
        long[] ticks,
        List<String> contexts,
        int[] context,
        int classes,
        int[] labels,
        int[] present) {
    /**
     * @throws IllegalArgumentException when there are no samples, arrays differ in length, an index
     *     names nothing, or samples are out of order; naming the sample
     */
    public RecordedSamples {
        keys = List.copyOf(keys);
        contexts = List.copyOf(contexts);
        int rows = key.length;
        if (rows == 0 || contexts.isEmpty()) {
            throw new IllegalArgumentException(
                    rows + " samples in " + contexts.size() + " contexts; expected some of both");
        }
        requireLength("ticks", ticks.length, rows);
        requireLength("contexts", context.length, rows);
        requireLength("labels", labels.length, rows);
        requireLength("present masks", present.length, rows);
        for (int row = 0; row < rows; row++) {
            requireIndex(row, "key", key[row], 0, keys.size());
            requireIndex(row, "context", context[row], -1, contexts.size());
            requireIndex(row, "label", labels[row], 0, classes);
            if (row > 0 && !isInOrder(key, ticks, row)) {
                throw new IllegalArgumentException(
                        "sample "
                                + row
                                + " (key '"
                                + keys.get(key[row])
                                + "', tick "
                                + ticks[row]
                                + ") follows key '"
                                + keys.get(key[row - 1])
                                + "', tick "
                                + ticks[row - 1]
                                + "; expected samples in the order of keys and ticks, each tick of"
                                + " a key once");
            }
        }
    }

    private static void requireLength(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    found + " " + what + " for " + expected + " samples");
        }
    }

    private static void requireIndex(int row, String what, int found, int least, int behind) {
        if (found < least || found >= behind) {
            throw new IllegalArgumentException(
                    "sample "
                            + row
                            + " has "
                            + what
                            + " "
                            + found
                            + "; expected one from "
                            + least
                            + " to "
                            + (behind - 1));
        }
    }

    private static boolean isInOrder(int[] key, long[] ticks, int row) {
        return key[row] > key[row - 1] || (key[row] == key[row - 1] && ticks[row] > ticks[row - 1]);
    }

    public int rows() {
        return key.length;
    }

    /** Whether a sample is of the same key as the one before it in a selection of rows. */
    boolean continues(int[] rows, int at) {
        return at > 0 && key[rows[at]] == key[rows[at - 1]];
    }
}
