package io.sluice.gates.guard;

import io.sluice.gates.Guarantee;
import io.sluice.gates.PolicyEpoch;

/**
 * What one shadow run showed. Immutable.
 *
 * @param scope whose events are judged together
 * @param epoch the epoch the event was pinned to
 * @param effectiveFromMillis the event time from which that epoch holds
 * @param policyVersion its policy, by {@link PolicyEpoch#guardedPolicy}
 * @param guardLevel its guard level
 * @param maxDisagreement what the policy promises at most, 0 when it promises nothing
 * @param confidence the probability with which the promise is to be held
 * @param exit 0-based index of the exit the event was answered at
 * @param agreed whether the class there was the full model's
 */
public record ShadowResult(
        String scope,
        long epoch,
        long effectiveFromMillis,
        String policyVersion,
        int guardLevel,
        double maxDisagreement,
        double confidence,
        int exit,
        boolean agreed) {
    /** For promises that name no confidence, which bound a mean. */
    public static final double USUAL_CONFIDENCE = .95;

    /** The result for an event that was answered under an epoch. */
    public static ShadowResult of(String scope, PolicyEpoch epoch, int exit, boolean agreed) {
        Guarantee guarantee = epoch.policy().guarantee().orElse(null);
        boolean named = guarantee != null && guarantee.confidence() > 0;
        return new ShadowResult(
                scope,
                epoch.epoch(),
                epoch.effectiveFromMillis(),
                epoch.guardedPolicy(),
                epoch.guardLevel(),
                guarantee == null ? 0 : guarantee.maxDisagreement(),
                named ? guarantee.confidence() : USUAL_CONFIDENCE,
                exit,
                agreed);
    }

    /** Whether the policy promises anything. */
    public boolean isPromised() {
        return maxDisagreement > 0;
    }
}
