package io.sluice.cli.demo.sensors;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many samples became what.
 *
 * @param samples that devices have lived, and so the answers that are due
 * @param answers to distinct samples, as a read-committed consumer sees them
 * @param duplicates answers beyond the first of a sample
 * @param refused samples without an answer of which frames are dead letters as they came too late
 * @param refusedFrames these frames by the reason of their letter
 */
public record SampleCounts(
        int samples, int answers, int duplicates, int refused, Map<String, Integer> refusedFrames) {

    /** Samples that have neither an answer nor a dead letter. */
    public int missing() {
        return samples - answers - refused;
    }

    /** Whether every sample is answered exactly once or refused. */
    public boolean sound() {
        return missing() == 0 && duplicates == 0;
    }

    /**
     * Says what came of the samples.
     *
     * @param exactlyOne what is said when each of them has exactly one answer
     */
    public String verdict(String exactlyOne) {
        if (!sound()) {
            return "NOT every sample has exactly one answer: see above.";
        }
        return refused == 0 ? exactlyOne : "Every sample has one answer or is a dead letter.";
    }

    /**
     * Says of the refused samples why they are, on a line of its own; empty when there are none.
     */
    public String refusal() {
        if (refused == 0) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%d samples came too late to be joined, as on a machine that stands still: their frames are dead"
                        + " letters: %s.%n",
                refused,
                refusedFrames.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
