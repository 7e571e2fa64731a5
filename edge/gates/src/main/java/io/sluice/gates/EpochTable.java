package io.sluice.gates;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelope.Kind;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    /** The scope of messages that the table takes; {@link JobGroup} knows others. */
    public static final String JOB = "job";

    private final String bundleHash;
    private final PolicyShape shape;
    private final List<PolicyEpoch> epochs = new ArrayList<>();

    /**
     * @param bundleHash the hash of the bundle that the pipeline's file names; a policy is for the
     *     bundle of the newest epoch, which is this one until a message brings another
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
     * @return whether anything changed: see {@link #next}
     * @throws ControlException when the message is not usable; the table is unchanged
     */
    public boolean apply(ControlEnvelope message) throws ControlException {
        Optional<PolicyEpoch> next = next(message);
        next.ifPresent(this::add);
        return next.isPresent();
    }

    /**
     * The epoch that a control message would add; nothing changes.
     *
     * @return empty for an epoch not above the newest, which is what a restored or restarted reader
     *     of the topic meets, for kinds this version does not know or that are no epochs (SHARES),
     *     and for a GUARD message that is superseded (its policy is not the newest) or says the
     *     level that is in force
     * @throws ControlException when the message is not usable
     */
    public Optional<PolicyEpoch> next(ControlEnvelope message) throws ControlException {
        PolicyEpoch newest = newest();
        Optional<Kind> kind =
                Arrays.stream(Kind.values())
                        .filter(known -> known.name().equals(message.kind()))
                        .findFirst();
        if (message.epoch() <= newest.epoch() || kind.isEmpty() || kind.get() == Kind.SHARES) {
            return Optional.empty();
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
        long epoch = message.epoch();
        long from = message.effectiveFromMillis();
        return switch (kind.get()) {
            case GUARD -> guard(message, newest);
            case POLICY -> Optional.of(policy(message, newest));
            case BUNDLE -> Optional.of(bundle(message, newest));
            case PRICES -> Optional.of(newest.withPrices(epoch, from, prices(message)));
            case EXPERT -> Optional.of(expert(message, newest));
            case BUDGETS ->
                    Optional.of(newest.withBudgets(epoch, from, budgets(message), newest.mode()));
            case MODE ->
                    Optional.of(newest.withBudgets(epoch, from, newest.budgets(), mode(message)));
            case SHARES -> Optional.empty();
        };
    }

    /** Adds an epoch that {@link #next} has given since the last one was added. */
    public void add(PolicyEpoch next) {
        epochs.add(next);
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
        NamedBundle running = newest.bundle();
        return policy(message, message.payload(), newest, running, shape(running));
    }

    /** Another bundle with its policy; prices, budgets and mode stay. */
    private PolicyEpoch bundle(ControlEnvelope message, PolicyEpoch newest)
            throws ControlException {
        if (!shape.isLadder()) {
            throw new ControlException(
                    "a message of kind BUNDLE; expected none, as only the job of a ladder takes"
                            + " another bundle while it runs: stop this one with a savepoint, and"
                            + " start it with a pipeline file that names the bundle");
        }
        try {
            BundleMessage named =
                    BundleMessage.parse("bundle of epoch " + message.epoch(), message.payload());
            NamedBundle next = ofTheFile(named.bundle());
            return policy(message, named.policyDocument(), newest, next, shape(next));
        } catch (ConfigException e) {
            throw new ControlException(e.getMessage());
        }
    }

    /** The same bundle, said to be the file's where it is. */
    public NamedBundle ofTheFile(NamedBundle bundle) {
        return bundle.hash().equals(bundleHash) ? NamedBundle.OF_THE_FILE : bundle;
    }

    private PolicyShape shape(NamedBundle bundle) {
        return bundle.isOfTheFile() ? shape : PolicyShape.ladder(bundle.exits());
    }

    private PolicyEpoch policy(
            ControlEnvelope message,
            byte[] document,
            PolicyEpoch newest,
            NamedBundle bundle,
            PolicyShape expected)
            throws ControlException {
        try {
            PolicyEpoch epoch =
                    PolicyEpoch.of(
                                    message.epoch(),
                                    message.effectiveFromMillis(),
                                    document,
                                    newest.prices())
                            .with(newest.budgets(), newest.mode())
                            .with(bundle);
            String hash = bundle.isOfTheFile() ? bundleHash : bundle.hash();
            if (!epoch.policy().bundleHash().equals(hash)) {
                throw new ControlException(ofAnother(message, epoch.policy(), hash, newest));
            }
            expected.requireFits(epoch.policy());
            return epoch;
        } catch (ConfigException | IllegalArgumentException e) {
            throw new ControlException(
                    "the policy of epoch " + message.epoch() + " is not usable: " + e.getMessage());
        }
    }

    private String ofAnother(
            ControlEnvelope message, Policy policy, String expected, PolicyEpoch newest) {
        String isFor = "policy " + policy.version() + " is for bundle " + policy.bundleHash();
        if (message.kind().equals(Kind.BUNDLE.name())) {
            return isFor + ", but comes with bundle " + expected;
        }
        return isFor
                + ", but the bundle of epoch "
                + newest.epoch()
                + " is "
                + expected
                + "; expected a policy for that one"
                + (shape.isLadder()
                        ? ", or the other bundle first, with sluice bundle promote"
                        : "; another bundle comes with a pipeline file that names it");
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
    private static Optional<PolicyEpoch> guard(ControlEnvelope message, PolicyEpoch newest)
            throws ControlException {
        GuardMessage guard;
        try {
            guard = GuardMessage.parse("guard of epoch " + message.epoch(), message.payload());
        } catch (ConfigException e) {
            throw new ControlException(e.getMessage());
        }
        if (!newest.isGuarded(guard.policyVersion()) || guard.level() == newest.guardLevel()) {
            return Optional.empty();
        }
        return Optional.of(
                newest.withGuardLevel(
                        message.epoch(), message.effectiveFromMillis(), guard.level()));
    }

    private static Budgets budgets(ControlEnvelope message) throws ControlException {
        try {
            return BudgetDocument.parse("budgets of epoch " + message.epoch(), message.payload());
        } catch (ConfigException e) {
            throw new ControlException(e.getMessage());
        }
    }

    private static GateMode mode(ControlEnvelope message) throws ControlException {
        try {
            return GateMode.parse("mode of epoch " + message.epoch(), message.payload());
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
