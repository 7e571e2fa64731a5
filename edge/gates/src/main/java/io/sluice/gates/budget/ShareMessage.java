package io.sluice.gates.budget;

import io.sluice.config.Section;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The payload of a control message of kind SHARES: each task's share of budgets.
 *
 * @param sequence rises with every message; a task takes one that is above its own
 * @param started when each task began by its own clock, microseconds since the epoch, as it said:
 *     who it is addressed to. A task that began at another time, and one of a job with another
 *     number of tasks, ignores the message
 * @param shares by a budget's {@link Limit#name()} the share of each task, above 0, their sum at
 *     most 1; budgets that are not named keep theirs
 */
public record ShareMessage(long sequence, long[] started, Map<String, double[]> shares) {
    static final double ROUNDING = 1e-9;

    public ShareMessage {
        started = started.clone();
        shares = new LinkedHashMap<>(shares);
        for (Map.Entry<String, double[]> entry : shares.entrySet()) {
            double[] of = entry.getValue();
            double sum = 0;
            for (double share : of) {
                if (!(share > 0 && share <= 1)) {
                    throw new IllegalArgumentException(
                            "a share of '"
                                    + entry.getKey()
                                    + "' is above 0 and at most 1, not "
                                    + share);
                }
                sum += share;
            }
            if (of.length != started.length || sum > 1 + ROUNDING) {
                throw new IllegalArgumentException(
                        "shares of '"
                                + entry.getKey()
                                + "' are "
                                + started.length
                                + " with a sum of at most 1, not "
                                + Arrays.toString(of));
            }
        }
    }

    /**
     * Reads a document.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem of the document
     * @throws IllegalArgumentException when shares are none
     */
    public static ShareMessage parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        long sequence = root.integer("sequence", 0, Long.MAX_VALUE);
        long[] started =
                root.integers("started", 0, Long.MAX_VALUE).stream().mapToLong(l -> l).toArray();
        Map<String, double[]> shares = new LinkedHashMap<>();
        for (Section budget : root.sections("budgets")) {
            shares.put(
                    budget.string("name"),
                    budget.decimals("shares", 0, 1).stream().mapToDouble(share -> share).toArray());
        }
        root.finish();
        return new ShareMessage(sequence, started, shares);
    }

    /** How many tasks share. */
    public int tasks() {
        return started.length;
    }

    /** The document of this message, in JSON; {@link #parse} reads it back. */
    public byte[] document() {
        List<String> rows =
                shares.entrySet().stream()
                        .map(
                                entry ->
                                        "{\"name\": \""
                                                + entry.getKey()
                                                        .replace("\\", "\\\\")
                                                        .replace("\"", "\\\"")
                                                + "\", \"shares\": "
                                                + Arrays.toString(entry.getValue())
                                                + "}")
                        .collect(Collectors.toList());
        return ("{\"sequence\": "
                        + sequence
                        + ", \"started\": "
                        + Arrays.toString(started)
                        + ", \"budgets\": ["
                        + String.join(", ", rows)
                        + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShareMessage that
                && sequence == that.sequence
                && Arrays.equals(started, that.started)
                && shares.keySet().equals(that.shares.keySet())
                && shares.keySet().stream()
                        .allMatch(name -> Arrays.equals(shares.get(name), that.shares.get(name)));
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, Arrays.hashCode(started), shares.keySet());
    }
}
