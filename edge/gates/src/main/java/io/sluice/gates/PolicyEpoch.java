package io.sluice.gates;

import java.util.Arrays;

/**
 * What is in force from an epoch of the control topic on: one policy and one set of prices. An
 * event is pinned to one of these when it is admitted, and carries it to the end. Immutable.
 */
public final class PolicyEpoch {
    private final long epoch;
    private final long effectiveFromMillis;
    private final byte[] policyDocument;
    private final Policy policy;
    private final Prices prices;

    private PolicyEpoch(
            long epoch, long effectiveFromMillis, byte[] document, Policy policy, Prices prices) {
        this.epoch = epoch;
        this.effectiveFromMillis = effectiveFromMillis;
        this.policyDocument = document;
        this.policy = policy;
        this.prices = prices;
    }

    /**
     * The epoch of a policy document.
     *
     * @param epoch the number of the epoch; 0 for the bundle's first policy
     * @param effectiveFromMillis the event time from which on it holds
     * @throws io.sluice.config.ConfigException when the document is not a policy
     */
    public static PolicyEpoch of(
            long epoch, long effectiveFromMillis, byte[] policyDocument, Prices prices) {
        Policy policy = Policy.parse("policy of epoch " + epoch, policyDocument);
        return new PolicyEpoch(epoch, effectiveFromMillis, policyDocument, policy, prices);
    }

    /** The same policy under other prices, as an epoch of its own. */
    PolicyEpoch withPrices(long newEpoch, long newEffectiveFromMillis, Prices newPrices) {
        return new PolicyEpoch(newEpoch, newEffectiveFromMillis, policyDocument, policy, newPrices);
    }

    public long epoch() {
        return epoch;
    }

    public long effectiveFromMillis() {
        return effectiveFromMillis;
    }

    /** The policy's document as it was signed; treat as read-only. */
    public byte[] policyDocument() {
        return policyDocument;
    }

    public Policy policy() {
        return policy;
    }

    public Prices prices() {
        return prices;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolicyEpoch that
                && epoch == that.epoch
                && effectiveFromMillis == that.effectiveFromMillis
                && Arrays.equals(policyDocument, that.policyDocument)
                && prices.equals(that.prices);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(epoch);
    }

    @Override
    public String toString() {
        return "epoch " + epoch + " (policy " + policy.version() + ", prices " + prices + ")";
    }
}
