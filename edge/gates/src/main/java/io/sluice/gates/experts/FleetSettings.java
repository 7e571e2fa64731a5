package io.sluice.gates.experts;

/**
 * When a device counts as silent, and when a replica that fails is left alone. All times in
 * microseconds, above 0.
 *
 * @param staleAfterMicros a device that neither telemetry nor an answer has come from for so long
 *     is no candidate; until then what is known of it counts as slower, up to twice
 * @param firstTransferMicros how long request and answer are taken to travel before any has been
 *     observed
 * @param observedForMicros how long observed times count after the last one
 * @param failuresToOpen how many failures in a row open a replica's breaker, at least 1
 * @param openMicros how long it stays open at first; each failed probe doubles that
 * @param longestOpenMicros up to this
 * @param exploreAfterMicros how long a replica is left out because of its known times until it is
 *     asked all the same; the pause doubles up to the longest of a breaker, if that is more
 */
public record FleetSettings(
        long staleAfterMicros,
        long firstTransferMicros,
        long observedForMicros,
        int failuresToOpen,
        long openMicros,
        long longestOpenMicros,
        long exploreAfterMicros) {
    /**
     * Silent after 3 s; a breaker opens after 5 failures, for 1 s to 30 s; explores after 0.5 s.
     */
    public static final FleetSettings DEFAULT =
            new FleetSettings(3_000_000, 2_000, 30_000_000, 5, 1_000_000, 30_000_000, 500_000);

    public FleetSettings {
        requirePositive("stale-after", staleAfterMicros);
        requirePositive("first-transfer", firstTransferMicros);
        requirePositive("observed-for", observedForMicros);
        requirePositive("failures-to-open", failuresToOpen);
        requirePositive("open", openMicros);
        requirePositive("explore-after", exploreAfterMicros);
        if (longestOpenMicros < openMicros) {
            throw new IllegalArgumentException(
                    "a breaker is open for "
                            + openMicros
                            + " us at first and at most "
                            + longestOpenMicros
                            + " us; expected at least as long at most");
        }
    }

    /** The same with another time of silence. */
    public FleetSettings staleAfter(long micros) {
        return new FleetSettings(
                micros,
                firstTransferMicros,
                observedForMicros,
                failuresToOpen,
                openMicros,
                longestOpenMicros,
                exploreAfterMicros);
    }

    long longestExploreMicros() {
        return Math.max(exploreAfterMicros, longestOpenMicros);
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + "; expected at least 1");
        }
    }
}
