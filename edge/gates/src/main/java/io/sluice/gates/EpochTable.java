package io.sluice.gates;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The epochs that events may still be pinned to, oldest first.
 *
 * <p><b>Owned state:</b> the list of {@link PolicyEpoch}s; {@link #epochs} and the constructor save
 * and restore it. <b>Life cycle:</b> messages add epochs, the watermark retires those that no event
 * in time can need; the last one is never retired. <b>Design constraint:</b> which epoch an event
 * gets depends on the messages and on its event time, so that a replay repeats it; only an event
 * later than the watermark gets the oldest epoch that is still there. Not thread-safe.
 */
public final class EpochTable {
    /** The one scope of this version. */
    public static final String JOB = "job";

    private final String bundleHash;
    private final PolicyShape shape;
    private final List<PolicyEpoch> epochs = new ArrayList<>();

    /**
     * @param bundleHash the hash of the bundle that is loaded; policies of others are refused
     * @param shape what its policies have to fit
     * @param initial the epochs to start with, oldest first, at least one
     */
    public EpochTable(String bundleHash, PolicyShape shape, List<PolicyEpoch> initial) {
        if (initial.isEmpty()) {
            throw new IllegalArgumentException("an epoch table starts with at least one epoch");
        }
        this.bundleHash = bundleHash;
        this.shape = shape;
        this.epochs.addAll(initial);
    }

    /**
     * Applies a control message.
     *
     * @return whether anything changed: false for an epoch not above the newest, which is what a
     *     restored or restarted reader of the topic meets, for kinds this version does not know or
     *     that are no epochs (SHARES), and for a GUARD message that is superseded (its policy is
     *     not the newest) or says the level that is in force
     * @throws ControlException when the message is not usable; the table is unchanged
     */
    public boolean apply(ControlEnvelope message) throws ControlException {
        PolicyEpoch newest = newest();
        if (message.epoch() <= newest.epoch()
                || message.kind().equals(ControlEnvelope.Kind.SHARES.name())) {
            return false;
        }
        if (!message.scope().equals(JOB)) {
            throw new ControlException(
                    "scope '" + message.scope() + "' is not supported; expected " + JOB);
        }
        if (message.effectiveFromMillis() < newest.effectiveFromMillis()) {
            throw new ControlException(
                    "epoch "
                            + message.epoch()
                            + " would hold from "
                            + message.effectiveFromMillis()
                            + ", before epoch "
                            + newest.epoch()
                            + " that holds from "
                            + newest.effectiveFromMillis()
                            + "; expected a later time");
        }
        if (message.kind().equals(ControlEnvelope.Kind.GUARD.name())) {
            return guard(message, newest);
        }
        if (message.kind().equals(ControlEnvelope.Kind.POLICY.name())) {
            epochs.add(policy(message, newest));
        } else if (message.kind().equals(ControlEnvelope.Kind.PRICES.name())) {
            epochs.add(
                    newest.withPrices(
                            message.epoch(), message.effectiveFromMillis(), prices(message)));
        } else if (message.kind().equals(ControlEnvelope.Kind.EXPERT.name())) {
            epochs.add(expert(message, newest));
        } else if (message.kind().equals(ControlEnvelope.Kind.BUDGETS.name())) {
            epochs.add(
                    newest.withBudgets(
                            message.epoch(),
                            message.effectiveFromMillis(),
                            budgets(message),
                            newest.mode()));
        } else if (message.kind().equals(ControlEnvelope.Kind.MODE.name())) {
            epochs.add(
                    newest.withBudgets(
                            message.epoch(),
                            message.effectiveFromMillis(),
                            newest.budgets(),
                            mode(message)));
        } else {
            return false;
        }
        return true;
    }

    /** The epoch that an event of the given time is pinned to. */
    public PolicyEpoch inForce(long eventTimeMillis) {
        for (int i = epochs.size() - 1; i > 0; i--) {
            if (epochs.get(i).effectiveFromMillis() <= eventTimeMillis) {
                return epochs.get(i);
            }
        }
        return epochs.get(0);
    }

    /** Drops the epochs that are superseded for every event later than the watermark. */
    public void retire(long watermarkMillis) {
        while (epochs.size() > 1 && epochs.get(1).effectiveFromMillis() <= watermarkMillis) {
            epochs.remove(0);
        }
    }

    public PolicyEpoch newest() {
        return epochs.get(epochs.size() - 1);
    }

    /** The epochs to save, oldest first. */
    public List<PolicyEpoch> epochs() {
        return List.copyOf(epochs);
    }

    private PolicyEpoch policy(ControlEnvelope message, PolicyEpoch newest)
            throws ControlException {
        try {
            PolicyEpoch epoch =
                    PolicyEpoch.of(
                                    message.epoch(),
                                    message.effectiveFromMillis(),
                                    message.payload(),
                                    newest.prices())
                            .with(newest.budgets(), newest.mode());
            if (!epoch.policy().bundleHash().equals(bundleHash)) {
                throw new ControlException(
                        "policy "
                                + epoch.policy().version()
                                + " is for bundle "
                                + epoch.policy().bundleHash()
                                + ", but the bundle loaded is "
                                + bundleHash);
            }
            shape.requireFits(epoch.policy());
            return epoch;
        } catch (ConfigException | IllegalArgumentException e) {
            throw new ControlException(
                    "the policy of epoch " + message.epoch() + " is not usable: " + e.getMessage());
        }
    }

    /** One expert more, or another in its place, in the policy that is the newest. */
    private static PolicyEpoch expert(ControlEnvelope message, PolicyEpoch newest)
            throws ControlException {
        Policy policy = newest.policy();
        String source = "expert of epoch " + message.epoch();
        if (policy.experts().isEmpty()) {
            throw new ControlException(
                    "the "
                            + source
                            + " has no policy to join: policy "
                            + policy.version()
                            + " has no section experts");
        }
        try {
            ExpertPolicy experts =
                    policy.experts().get().with(ExpertDocument.parse(source, message.payload()));
            return newest.withPolicy(
                    message.epoch(), message.effectiveFromMillis(), policy.with(experts));
        } catch (ConfigException | IllegalArgumentException e) {
            throw new ControlException("the " + source + " is not usable: " + e.getMessage());
        }
    }

    /** A guard speaks of one policy: under a newer one, which starts at level 0, it is void. */
    private boolean guard(ControlEnvelope message, PolicyEpoch newest) throws ControlException {
        GuardMessage guard;
        try {
            guard = GuardMessage.parse("guard of epoch " + message.epoch(), message.payload());
        } catch (ConfigException e) {
            throw new ControlException(e.getMessage());
        }
        if (!guard.policyVersion().equals(newest.policy().version())
                || guard.level() == newest.guardLevel()) {
            return false;
        }
        epochs.add(
                newest.withGuardLevel(
                        message.epoch(), message.effectiveFromMillis(), guard.level()));
        return true;
    }

    private static Budgets budgets(ControlEnvelope message) throws ControlException {
        try {
            return BudgetDocument.parse("budgets of epoch " + message.epoch(), message.payload());
        } catch (ConfigException e) {
            throw new ControlException(e.getMessage());
        }
    }

    private GateMode mode(ControlEnvelope message) throws ControlException {
        try {
            GateMode mode = GateMode.parse("mode of epoch " + message.epoch(), message.payload());
            if (mode != GateMode.ENFORCE && !shape.isLadder()) {
                throw new ControlException(
                        "mode: "
                                + mode.name().toLowerCase(Locale.ROOT)
                                + "; expected enforce, as only the bundle of a ladder has other"
                                + " modes in this version");
            }
            return mode;
        } catch (ConfigException e) {
            throw new ControlException(e.getMessage());
        }
    }

    private static Prices prices(ControlEnvelope message) throws ControlException {
        List<Price> prices = new ArrayList<>();
        try {
            Section root =
                    Section.parse(
                            "prices of epoch " + message.epoch(),
                            new String(message.payload(), StandardCharsets.UTF_8));
            for (Resource resource : Resource.values()) {
                String key = resource.name().toLowerCase(Locale.ROOT);
                if (root.has(key)) {
                    double value = root.decimal(key, 0, 1e12);
                    prices.add(new Price(resource, message.scope(), value));
                }
            }
            root.finish();
        } catch (ConfigException e) {
            throw new ControlException(e.getMessage());
        }
        return Prices.of(prices);
    }
}
