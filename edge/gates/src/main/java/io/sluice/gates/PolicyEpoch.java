package io.sluice.gates;

import java.util.Arrays;

/**
 * What is in force from an epoch of the control topic on: one policy, one set of prices and one
 * guard level. An event is pinned to one of these when it is admitted, and carries it to the end.
 * Immutable.
 */
public final class PolicyEpoch {
    private final long epoch;
    private final long effectiveFromMillis;
    private final byte[] policyDocument;
    private final Policy policy;
    private final Prices prices;
    private final int guardLevel;
    private final ExitRule exitRule;
    private final ExitRule unguardedRule;
    private final PredictionSets predictionSets;

    private PolicyEpoch(
            long epoch,
            long effectiveFromMillis,
            byte[] document,
            Policy policy,
            Prices prices,
            int guardLevel) {
        this.epoch = epoch;
        this.effectiveFromMillis = effectiveFromMillis;
        this.policyDocument = document;
        this.policy = policy;
        this.prices = prices;
        this.guardLevel = guardLevel;
        this.exitRule = policy.ruleAt(guardLevel);
        this.unguardedRule = guardLevel == 0 ? exitRule : policy.ruleAt(0);
        boolean isCalibrated =
                guardLevel == 0 && (prices.pressure() == 0 || policy.guarantee().isPresent());
        this.predictionSets = isCalibrated ? policy.predictionSets().orElse(null) : null;
    }

    /**
     * The epoch of a policy document at guard level 0.
     *
     * @param epoch the number of the epoch; 0 for the bundle's first policy
     * @param effectiveFromMillis the event time from which on it holds
     * @throws io.sluice.config.ConfigException when the document is not a policy
     */
    public static PolicyEpoch of(
            long epoch, long effectiveFromMillis, byte[] policyDocument, Prices prices) {
        return of(epoch, effectiveFromMillis, policyDocument, prices, 0);
    }

    /**
     * The epoch of a policy document.
     *
     * @param epoch the number of the epoch; 0 for the bundle's first policy
     * @param effectiveFromMillis the event time from which on it holds
     * @param guardLevel from 0 to {@link ExitRule#MOST_GUARD_LEVEL}
     * @throws io.sluice.config.ConfigException when the document is not a policy
     */
    public static PolicyEpoch of(
            long epoch,
            long effectiveFromMillis,
            byte[] policyDocument,
            Prices prices,
            int guardLevel) {
        Policy policy = Policy.parse("policy of epoch " + epoch, policyDocument);
        return new PolicyEpoch(
                epoch, effectiveFromMillis, policyDocument, policy, prices, guardLevel);
    }

    /** The same policy and guard level under other prices, as an epoch of its own. */
    PolicyEpoch withPrices(long newEpoch, long newEffectiveFromMillis, Prices newPrices) {
        return new PolicyEpoch(
                newEpoch, newEffectiveFromMillis, policyDocument, policy, newPrices, guardLevel);
    }

    /** The same policy and prices at another guard level, as an epoch of its own. */
    PolicyEpoch withGuardLevel(long newEpoch, long newEffectiveFromMillis, int newLevel) {
        return new PolicyEpoch(
                newEpoch, newEffectiveFromMillis, policyDocument, policy, prices, newLevel);
    }

    /** Another policy of the same version under the same prices and guard level. */
    PolicyEpoch withPolicy(long newEpoch, long newEffectiveFromMillis, Policy newPolicy) {
        return new PolicyEpoch(
                newEpoch,
                newEffectiveFromMillis,
                newPolicy.document(),
                newPolicy,
                prices,
                guardLevel);
    }

    public long epoch() {
        return epoch;
    }

    public long effectiveFromMillis() {
        return effectiveFromMillis;
    }

    /** The policy's document, as it was signed unless experts were added; treat as read-only. */
    public byte[] policyDocument() {
        return policyDocument;
    }

    public Policy policy() {
        return policy;
    }

    public Prices prices() {
        return prices;
    }

    /** How much stricter than calibrated the rule is; 0 for not at all. */
    public int guardLevel() {
        return guardLevel;
    }

    /** The rule in force: the policy's at the guard level. */
    public ExitRule exitRule() {
        return exitRule;
    }

    /** The rule that would be in force at level 0, to say which events the guard held back. */
    public ExitRule unguardedRule() {
        return unguardedRule;
    }

    /**
     * The policy's prediction sets while the rule in force is the one that they were calibrated
     * with: no guard has made it stricter, and no price looser. Else, and where the policy has
     * none, null.
     */
    public PredictionSets predictionSets() {
        return predictionSets;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolicyEpoch that
                && epoch == that.epoch
                && effectiveFromMillis == that.effectiveFromMillis
                && guardLevel == that.guardLevel
                && Arrays.equals(policyDocument, that.policyDocument)
                && prices.equals(that.prices);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(epoch);
    }

    @Override
    public String toString() {
        return "epoch "
                + epoch
                + " (policy "
                + policy.version()
                + ", prices "
                + prices
                + ", guard level "
                + guardLevel
                + ")";
    }
}
