package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.SensorStructure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Samples recorded with all sensors on, all stems and all branches run: what the gates of sensors
 * are fitted from. The arrays are the caller's and not copied.
 *
 * @param structure what the bundle offers
 * @param classes the number of classes C of every branch's logits
 * @param keys of each row, any numbers that tell keys apart
 * @param timesMillis event time of each row
 * @param contexts index of each row's context, −1 where it is not known
 * @param labels index of each row's class, −1 where it is not known
 * @param present mask of each row's modalities; the summary of an absent one and the logits of a
 *     branch that needs it are not read
 * @param summaries {@code [M][rows · F_m]}
 * @param logits {@code [branches][rows · C]}
 */
public record RecordedSensors(
        SensorStructure structure,
        int classes,
        int[] keys,
        long[] timesMillis,
        int[] contexts,
        int[] labels,
        int[] present,
        float[][] summaries,
        float[][] logits) {

    /**
     * @throws IllegalArgumentException when an array has not a value for every row, or a summary
     *     that is present holds a number that is none
     */
    public RecordedSensors {
        int rows = keys.length;
        require("times", timesMillis.length, rows);
        require("contexts", contexts.length, rows);
        require("labels", labels.length, rows);
        require("masks", present.length, rows);
        require("summaries", summaries.length, structure.modalities().size());
        require("logits", logits.length, structure.branches().size());
        for (int m = 0; m < summaries.length; m++) {
            int width = structure.summaryWidths().get(m);
            require(structure.modalities().get(m), summaries[m].length, rows * width);
            requireFinite(structure.modalities().get(m), m, summaries[m], width, present);
        }
        for (int b = 0; b < logits.length; b++) {
            require(structure.branches().get(b).name(), logits[b].length, rows * classes);
        }
    }

    private static void require(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    what + " of a recording: " + found + " values; expected " + expected);
        }
    }

    private static void requireFinite(
            String name, int modality, float[] values, int width, int[] present) {
        for (int i = 0; i < values.length; i++) {
            if ((present[i / width] >> modality & 1) != 0 && !Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "the summary of "
                                + name
                                + " in row "
                                + i / width
                                + " holds "
                                + values[i]
                                + "; expected finite numbers, or the modality not present");
            }
        }
    }

    public int rows() {
        return keys.length;
    }

    /** Whether all modalities of a mask are there in a row. */
    public boolean has(int row, int modalities) {
        return (modalities & ~present[row]) == 0;
    }

    /** Copies a row's summaries into {@code [M][F_m]}. */
    public void readSummaries(int row, float[][] into) {
        for (int m = 0; m < into.length; m++) {
            System.arraycopy(summaries[m], row * into[m].length, into[m], 0, into[m].length);
        }
    }

    /** Copies a row's logits into {@code [branches][C]}. */
    public void readLogits(int row, float[][] into) {
        for (int b = 0; b < into.length; b++) {
            System.arraycopy(logits[b], row * classes, into[b], 0, classes);
        }
    }

    /** Room for {@link #readSummaries}. */
    public float[][] newSummaries() {
        return structure.summaryWidths().stream().map(float[]::new).toArray(float[][]::new);
    }

    /** The rows of each key in the order of their times; keys in the order of their first row. */
    public List<int[]> sequences() {
        Map<Integer, List<Integer>> byKey = new LinkedHashMap<>();
        for (int row = 0; row < rows(); row++) {
            byKey.computeIfAbsent(keys[row], key -> new ArrayList<>()).add(row);
        }
        return byKey.values().stream()
                .map(
                        rows ->
                                rows.stream()
                                        .sorted(Comparator.comparingLong(r -> timesMillis[r]))
                                        .mapToInt(Integer::intValue)
                                        .toArray())
                .toList();
    }

    /** The rows whose class is known and where the modalities of a mask are there. */
    public int[] labelled(int modalities) {
        return IntStream.range(0, rows())
                .filter(row -> labels[row] >= 0 && has(row, modalities))
                .toArray();
    }
}
