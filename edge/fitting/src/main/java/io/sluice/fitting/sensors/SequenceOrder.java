package io.sluice.fitting.sensors;

import io.sluice.fitting.data.DataException;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.data.RowOrigin;
import io.sluice.gates.sensors.fit.RecordedSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Labelled rows as sequences: by key, then by tick of the grid of periods. Of two rows of a key at
 * one tick the nearer one to the tick's time is kept.
 *
 * @param order the rows that are kept, in the order of the samples
 * @param samples who, when and what they are
 * @param dropped how many rows were left out because another is at their tick
 */
public record SequenceOrder(int[] order, RecordedSamples samples, int dropped) {
    /** What the only context is called where rows have none. */
    public static final String NO_CONTEXT = "any";

    /** A row with its place. */
    private record Placed(int row, String key, long tick, long off) {}

    /**
     * Orders rows.
     *
     * @param contexts the contexts that a policy already has, in its order; empty to take those of
     *     the rows, in the order of their names
     * @param present mask of the modalities that every row has
     * @throws DataException when rows have no key or time, or a context is none of those given
     */
    public static SequenceOrder of(
            LabelledRows rows, long periodMillis, List<String> contexts, int classes, int present) {
        List<Placed> kept = new ArrayList<>();
        int dropped = 0;
        for (Placed placed : placed(rows, periodMillis)) {
            Placed last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            if (last != null && last.tick() == placed.tick() && last.key().equals(placed.key())) {
                dropped++;
            } else {
                kept.add(placed);
            }
        }
        int[] order = kept.stream().mapToInt(Placed::row).toArray();
        List<String> names = contexts.isEmpty() ? contexts(rows) : contexts;
        return new SequenceOrder(order, samples(rows, kept, names, classes, present), dropped);
    }

    private static List<Placed> placed(LabelledRows rows, long periodMillis) {
        List<Placed> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            RowOrigin origin = origin(rows, row);
            long tick = Math.floorDiv(origin.timeMillis() + periodMillis / 2, periodMillis);
            long off = Math.abs(origin.timeMillis() - tick * periodMillis);
            all.add(new Placed(row, origin.key(), tick, off));
        }
        all.sort(
                Comparator.comparing(Placed::key)
                        .thenComparingLong(Placed::tick)
                        .thenComparingLong(Placed::off));
        return all;
    }

    private static RowOrigin origin(LabelledRows rows, int row) {
        return rows.origin(row)
                .orElseThrow(
                        () ->
                                new DataException(
                                        "row "
                                                + row
                                                + " has no key and no time; sensor gates are fitted"
                                                + " to sequences. CSV: name the columns; IDX files"
                                                + " have none"));
    }

    private static RecordedSamples samples(
            LabelledRows rows, List<Placed> kept, List<String> contexts, int classes, int present) {
        int size = kept.size();
        List<String> keys = kept.stream().map(Placed::key).distinct().toList();
        int[] key = new int[size];
        long[] ticks = new long[size];
        int[] context = new int[size];
        int[] labels = new int[size];
        int[] masks = new int[size];
        Arrays.fill(masks, present);
        for (int i = 0; i < size; i++) {
            Placed placed = kept.get(i);
            boolean begins = i > 0 && !placed.key().equals(kept.get(i - 1).key());
            key[i] = i == 0 ? 0 : key[i - 1] + (begins ? 1 : 0);
            ticks[i] = placed.tick();
            context[i] = context(rows, placed.row(), contexts);
            labels[i] = rows.label(placed.row());
        }
        return new RecordedSamples(keys, key, ticks, contexts, context, classes, labels, masks);
    }

    private static int context(LabelledRows rows, int row, List<String> contexts) {
        if (contexts.equals(List.of(NO_CONTEXT))) {
            return -1;
        }
        String name = origin(rows, row).context().orElse(null);
        int index = name == null ? -1 : contexts.indexOf(name);
        if (name != null && index < 0) {
            throw new DataException(
                    "row "
                            + row
                            + ": the context '"
                            + name
                            + "' is none of "
                            + String.join(", ", contexts));
        }
        return index;
    }

    private static List<String> contexts(LabelledRows rows) {
        TreeSet<String> names = new TreeSet<>();
        for (int row = 0; row < rows.size(); row++) {
            origin(rows, row).context().ifPresent(names::add);
        }
        return names.isEmpty() ? List.of(NO_CONTEXT) : List.copyOf(names);
    }

    /**
     * The median time between two rows of a key that follow each other, ms.
     *
     * @throws DataException when no key has two rows at different times
     */
    public static long medianPeriod(LabelledRows rows) {
        List<Placed> placed = placed(rows, 1);
        long[] gaps =
                IntStream.range(1, placed.size())
                        .filter(i -> placed.get(i).key().equals(placed.get(i - 1).key()))
                        .mapToLong(i -> placed.get(i).tick() - placed.get(i - 1).tick())
                        .filter(gap -> gap > 0)
                        .sorted()
                        .toArray();
        if (gaps.length == 0) {
            throw new DataException(
                    "no key has two rows at different times, so that the time between samples is"
                            + " not known; expected sequences");
        }
        return gaps[gaps.length / 2];
    }
}
