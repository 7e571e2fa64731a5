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
 * @param tasks how many tasks share; a task of a job with another number ignores the message
 * @param shares by a budget's {@link Limit#name()} the share of each task, above 0, their sum at
 *     most 1; budgets that are not named keep theirs
 */
public record ShareMessage(long sequence, int tasks, Map<String, double[]> shares) {
    private static final double ROUNDING = 1e-9;

    public ShareMessage {
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
            if (of.length != tasks || sum > 1 + ROUNDING) {
                throw new IllegalArgumentException(
                        "shares of '"
                                + entry.getKey()
                                + "' are "
                                + tasks
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
        int tasks = (int) root.integer("tasks", 1, Integer.MAX_VALUE);
        Map<String, double[]> shares = new LinkedHashMap<>();
        for (Section budget : root.sections("budgets")) {
            shares.put(
                    budget.string("name"),
                    budget.decimals("shares", 0, 1).stream().mapToDouble(share -> share).toArray());
        }
        root.finish();
        return new ShareMessage(sequence, tasks, shares);
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
                        + ", \"tasks\": "
                        + tasks
                        + ", \"budgets\": ["
                        + String.join(", ", rows)
                        + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShareMessage that
                && sequence == that.sequence
                && tasks == that.tasks
                && shares.keySet().equals(that.shares.keySet())
                && shares.keySet().stream()
                        .allMatch(name -> Arrays.equals(shares.get(name), that.shares.get(name)));
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, tasks, shares.keySet());
    }
}
