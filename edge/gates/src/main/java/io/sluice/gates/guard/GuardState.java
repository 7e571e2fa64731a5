package io.sluice.gates.guard;

/**
 * What a {@link GuardRule} has to remember, to be saved and restored. Immutable: the array is not
 * written to after it was handed over.
 *
 * @param policyVersion the policy that is measured
 * @param level its guard level
 * @param newestEpoch the greatest epoch seen in a shadow run
 * @param newestFromMillis the event time from which that epoch holds
 * @param bound the share of disagreements that the policy promises at most, 0 for no promise
 * @param confidence with which it is promised
 * @param shadowRuns how many runs are in the measure
 * @param disagreements in how many of them the early class was not the full model's
 * @param alarm on the bound, as {@code DriftAlarm} saves it; empty without a promise
 * @param askedEpoch the epoch that was asked for and is awaited, {@link #NOT_ASKED} for none
 * @param runsSinceAsked shadow runs under the old level since then
 */
public record GuardState(
        String policyVersion,
        int level,
        long newestEpoch,
        long newestFromMillis,
        double bound,
        double confidence,
        long shadowRuns,
        long disagreements,
        double[] alarm,
        long askedEpoch,
        long runsSinceAsked) {
    /** Nothing is awaited. */
    public static final long NOT_ASKED = -1;
}
