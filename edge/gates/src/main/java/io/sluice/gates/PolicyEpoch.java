package io.sluice.gates;

import io.sluice.gates.budget.Budgets;
import java.util.Arrays;

/**
 * What is in force from an epoch of the control topic on: one bundle with one policy, one set of
 * prices set by hand, one guard level, one set of budgets and one mode. An event is pinned to one
 * of these when it is admitted, and carries it to the end. Immutable.
 */
public final class PolicyEpoch {
    private final long epoch;
    private final long effectiveFromMillis;
    private final byte[] policyDocument;
    private final Policy policy;
    private final Prices prices;
    private final int guardLevel;
    private final Budgets budgets;
    private final GateMode mode;
    private final NamedBundle bundle;
    private final ExitRule exitRule;
    private final ExitRule unguardedRule;
    private final PredictionSets predictionSets;

    private PolicyEpoch(
            long epoch,
            long effectiveFromMillis,
            byte[] document,
            Policy policy,
            Prices prices,
            int guardLevel,
            Budgets budgets,
            GateMode mode,
            NamedBundle bundle) {
        this.epoch = epoch;
        this.effectiveFromMillis = effectiveFromMillis;
        this.policyDocument = document;
        this.policy = policy;
        this.prices = prices;
        this.guardLevel = guardLevel;
        this.budgets = budgets;
        this.mode = mode;
        this.bundle = bundle;
        this.exitRule = policy.ruleAt(guardLevel);
        this.unguardedRule = guardLevel == 0 ? exitRule : policy.ruleAt(0);
        boolean isCalibrated =
                mode == GateMode.ENFORCE
                        && guardLevel == 0
                        && (prices.pressure() == 0 || policy.guarantee().isPresent());
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
                epoch,
                effectiveFromMillis,
                policyDocument,
                policy,
                prices,
                guardLevel,
                Budgets.NONE,
                GateMode.ENFORCE,
                NamedBundle.OF_THE_FILE);
    }

    /** The same under other prices, as an epoch of its own. */
    PolicyEpoch withPrices(long newEpoch, long newEffectiveFromMillis, Prices newPrices) {
        return new PolicyEpoch(
                newEpoch,
                newEffectiveFromMillis,
                policyDocument,
                policy,
                newPrices,
                guardLevel,
                budgets,
                mode,
                bundle);
    }

    /** The same at another guard level, as an epoch of its own. */
    PolicyEpoch withGuardLevel(long newEpoch, long newEffectiveFromMillis, int newLevel) {
        return new PolicyEpoch(
                newEpoch,
                newEffectiveFromMillis,
                policyDocument,
                policy,
                prices,
                newLevel,
                budgets,
                mode,
                bundle);
    }

    /** The same with another policy of the same version. */
    PolicyEpoch withPolicy(long newEpoch, long newEffectiveFromMillis, Policy newPolicy) {
        return new PolicyEpoch(
                newEpoch,
                newEffectiveFromMillis,
                newPolicy.document(),
                newPolicy,
                prices,
                guardLevel,
                budgets,
                mode,
                bundle);
    }

    /** The same with other budgets and mode, as an epoch of its own. */
    PolicyEpoch withBudgets(
            long newEpoch, long newEffectiveFromMillis, Budgets newBudgets, GateMode newMode) {
        return new PolicyEpoch(
                newEpoch,
                newEffectiveFromMillis,
                policyDocument,
                policy,
                prices,
                guardLevel,
                newBudgets,
                newMode,
                bundle);
    }

    /** This epoch as one that was saved with budgets and mode. */
    public PolicyEpoch with(Budgets savedBudgets, GateMode savedMode) {
        return withBudgets(epoch, effectiveFromMillis, savedBudgets, savedMode);
    }

    /** The same of another bundle, which its policy must be for. */
    public PolicyEpoch with(NamedBundle newBundle) {
        return new PolicyEpoch(
                epoch,
                effectiveFromMillis,
                policyDocument,
                policy,
                prices,
                guardLevel,
                budgets,
                mode,
                newBundle);
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

    /** The prices set by hand; those that budgets make are not among them. */
    public Prices prices() {
        return prices;
    }

    /** The budgets that are to be kept. */
    public Budgets budgets() {
        return budgets;
    }

    /** What becomes of the decisions of gates. */
    public GateMode mode() {
        return mode;
    }

    /** The bundle that runs its events. */
    public NamedBundle bundle() {
        return bundle;
    }

    /**
     * What a guard calls its policy. Bundles number their policies each for itself, and evidence
     * about one bundle's says nothing of another's.
     */
    public String guardedPolicy() {
        return bundle.isOfTheFile() ? policy.version() : qualifiedPolicy();
    }

    /** Whether a guard means its policy, perhaps from when the pipeline's file named another. */
    boolean isGuarded(String name) {
        return name.equals(guardedPolicy()) || name.equals(qualifiedPolicy());
    }

    private String qualifiedPolicy() {
        return policy.version() + " of bundle " + policy.bundleHash();
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
     * with: it is enforced, no guard has made it stricter, and no price looser. Else, and where the
     * policy has none, null.
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
                && mode == that.mode
                && bundle.equals(that.bundle)
                && budgets.equals(that.budgets)
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
                + (budgets.isEmpty() ? "" : ", " + budgets.limits().size() + " budgets")
                + (mode == GateMode.ENFORCE ? "" : ", " + mode)
                + (bundle.isOfTheFile() ? "" : ", " + bundle)
                + ")";
    }
}
