package io.sluice.operators.admission;

import io.sluice.config.ConfigException;
import io.sluice.gates.ControlException;
import io.sluice.gates.EpochTable;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.serialization.PolicyEpochSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies and prices in force in one task, from the control topic: what an operator that pins
 * to epochs is made of.
 *
 * <p><b>Owned state:</b> {@code epochs}, those that events may still be pinned to, as broadcast
 * state. <b>Life cycle:</b> made when state is initialised, opened with the operator; {@link #poll}
 * between records. On the task's thread.
 */
public final class PolicyControl {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyControl.class);

    private static final MapStateDescriptor<Long, PolicyEpoch> EPOCHS =
            new MapStateDescriptor<>("epochs", Types.LONG, PolicyEpochSerializer.TYPE);

    private static final byte[] NO_SHARES = {};

    private final PolicyOptions options;
    private final BroadcastState<Long, PolicyEpoch> saved;
    private final EpochTable epochs;
    private final BundleLeases bundles;
    private final boolean isOfThisBundle;
    private final Queue<ControlEnvelope> waiting = new ArrayDeque<>();
    private final Queue<byte[]> shares = new ArrayDeque<>();
    private final Queue<Refusal> refusals = new ArrayDeque<>();

    private long reachedMillis;
    private boolean isNoted;
    private long othersEpoch = -1;
    private Refusal refused = new Refusal(-1, "");
    private long lastRefused = -1;
    private ControlFeed feed;
    private ControlTrust.Verifier trust;
    private ControlMetrics metrics;

    /** The epoch that holds as soon as its bundle is open; null when there is none. */
    private PolicyEpoch awaited;

    /** Takes the saved epochs of the bundle that is loaded now, else the first policy. */
    public PolicyControl(OperatorStateStore states, PolicyOptions options) throws Exception {
        this.options = options;
        this.saved = states.getBroadcastState(EPOCHS);
        this.bundles = new BundleLeases(options.opener());
        List<PolicyEpoch> known = new ArrayList<>();
        for (Map.Entry<Long, PolicyEpoch> entry : saved.entries()) {
            known.add(entry.getValue());
        }
        FirstEpochs first = FirstEpochs.of(known, options);
        this.isOfThisBundle = first.isOfThisBundle();
        this.epochs = new EpochTable(options.bundleHash(), options.shape(), first.epochs());
    }

    /**
     * Reads the control topic as far as it goes, or for as long as is allowed, and opens what the
     * epochs need.
     */
    public void open(ControlFeed.Factory feeds, MetricGroup group) throws InterruptedException {
        metrics = new ControlMetrics(group, epochs);
        needed().forEach(bundles::join);
        trust = options.controlTrust().open();
        feed = feeds.open();
        if (!feed.awaitCurrent(options.controlWait())) {
            LOG.warn(
                    "The control topic was not read to its end within {}; events are admitted under {}",
                    options.controlWait(),
                    epochs.newest());
        }
        poll();
        while (awaited != null) {
            bundles.await();
            poll();
        }
    }

    /**
     * Applies the messages that have come. While a bundle is being opened, those behind it wait:
     * each makes its epoch of the one before.
     */
    public void poll() {
        for (SourceRecord message = feed.poll(); message != null; message = feed.poll()) {
            read(message);
        }
        settle();
        while (awaited == null && !waiting.isEmpty()) {
            ControlEnvelope message = waiting.poll();
            refusing(message.epoch(), () -> apply(message));
        }
    }

    /** The epoch that an event of the given time is pinned to. */
    public PolicyEpoch inForce(long eventTimeMillis) {
        return epochs.inForce(eventTimeMillis);
    }

    /** What is to be told behind this operator next, or null when that is all. */
    public ControlNotice notice() {
        if (isNoted && shares.isEmpty() && refusals.isEmpty()) {
            return null;
        }
        isNoted = true;
        if (!refusals.isEmpty()) {
            refused = refusals.poll();
        }
        byte[] next = shares.isEmpty() ? NO_SHARES : shares.poll();
        PolicyEpoch current = epochs.inForce(reachedMillis);
        return new ControlNotice(
                Math.max(epochs.newest().epoch(), othersEpoch),
                refused.epoch(),
                refused.reason(),
                next,
                current.epoch(),
                BudgetDocument.document(current.budgets()),
                needed());
    }

    /** Whether nothing of the savepoint that the job was restored from is of another bundle. */
    public boolean isOfThisBundle() {
        return isOfThisBundle;
    }

    /** The epoch of a number, while events may still be pinned to it. */
    public Optional<PolicyEpoch> numbered(long number) {
        return epochs.epochs().stream().filter(epoch -> epoch.epoch() == number).findFirst();
    }

    /** The newest epoch that is known, whether or not it is in force yet. */
    public PolicyEpoch newest() {
        return epochs.newest();
    }

    /**
     * Drops the epochs that are superseded for every event later than the watermark. Budgets of an
     * epoch that it has reached are noticed.
     */
    public void retire(long watermarkMillis) {
        int known = epochs.epochs().size();
        long before = epochs.inForce(reachedMillis).epoch();
        reachedMillis = Math.max(reachedMillis, watermarkMillis);
        isNoted &= epochs.inForce(reachedMillis).epoch() == before;
        epochs.retire(watermarkMillis);
        if (epochs.epochs().size() < known) {
            bundles.keep(needed());
            isNoted = false;
        }
    }

    /** Writes the epochs to the operator's state. */
    public void save() throws Exception {
        saved.clear();
        for (PolicyEpoch epoch : epochs.epochs()) {
            saved.put(epoch.epoch(), epoch);
        }
    }

    /** Closes the feed and the bundles; more than once is harmless. */
    public void close() throws InterruptedException {
        bundles.close();
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    private void read(SourceRecord record) {
        try {
            ControlEnvelope message = ControlEnvelopeCodec.decode(valueOf(record));
            refusing(message.epoch(), () -> read(message));
        } catch (MalformedException | ControlException e) {
            LOG.warn("Control message at offset {} refused: {}", record.offset(), e.getMessage());
            metrics.refused();
        }
    }

    private void read(ControlEnvelope message) throws ControlException {
        trust.check(message);
        if (message.kind().equals(ControlEnvelope.Kind.SHARES.name())) {
            options.group().taken(message).ifPresent(taken -> shares.add(taken.payload()));
        } else {
            waiting.add(message);
        }
    }

    /** It is for another job that shares the topic, and so acknowledged. */
    private void passedOver(long epoch) {
        if (epoch > othersEpoch) {
            othersEpoch = epoch;
            isNoted = false;
        }
    }

    private void apply(ControlEnvelope message) throws ControlException {
        Optional<ControlEnvelope> taken = options.group().taken(message);
        if (taken.isEmpty()) {
            passedOver(message.epoch());
            return;
        }
        requireSupport(taken.get());
        Optional<PolicyEpoch> next = epochs.next(taken.get());
        if (next.isEmpty()) {
            return;
        }
        if (bundles.isOpen(next.get().bundle())) {
            accept(next.get());
        } else {
            awaited = next.get();
            LOG.info("Control message waits until its bundle is open: {}", awaited);
            bundles.begin(awaited.bundle());
        }
    }

    /** Ends the wait for a bundle that is open now, or that cannot be opened. */
    private void settle() {
        if (awaited == null || !bundles.hasEnded()) {
            return;
        }
        PolicyEpoch next = awaited;
        awaited = null;
        refusing(next.epoch(), () -> acceptOpened(next));
    }

    private void acceptOpened(PolicyEpoch next) throws ControlException {
        try {
            bundles.take(next.bundle());
        } catch (CompletionException e) {
            Throwable why = e.getCause();
            String message = why.getMessage() == null ? why.toString() : why.getMessage();
            throw new ControlException(next.bundle() + " is not usable: " + message);
        }
        accept(next);
    }

    private void accept(PolicyEpoch next) {
        epochs.add(next);
        LOG.info("Control message accepted: {}", next);
        metrics.applied();
        isNoted = false;
    }

    private List<NamedBundle> needed() {
        Set<NamedBundle> bundles = new LinkedHashSet<>();
        for (PolicyEpoch epoch : epochs.epochs()) {
            // One that is gone back to is the newest.
            bundles.remove(epoch.bundle());
            bundles.add(epoch.bundle());
        }
        return List.copyOf(bundles);
    }

    /**
     * @throws ControlException when it brings budgets that the job cannot keep
     */
    private void requireSupport(ControlEnvelope message) throws ControlException {
        try {
            if (message.kind().equals(ControlEnvelope.Kind.BUDGETS.name())) {
                options.support().require(BudgetDocument.parse("budgets", message.payload()));
            }
        } catch (IllegalArgumentException | ConfigException e) {
            throw new ControlException(e.getMessage());
        }
    }

    /** Each is told once, in their order. */
    private record Refusal(long epoch, String reason) {}

    @FunctionalInterface
    private interface Step {
        void run() throws ControlException;
    }

    /** Takes a step for an epoch; what it throws is why the epoch is refused. */
    private void refusing(long epoch, Step step) {
        try {
            step.run();
        } catch (ControlException e) {
            LOG.warn("Control message of epoch {} refused: {}", epoch, e.getMessage());
            metrics.refused();
            if (epoch > lastRefused) {
                lastRefused = epoch;
                refusals.add(new Refusal(epoch, e.getMessage()));
            }
        }
    }

    private static byte[] valueOf(SourceRecord record) throws ControlException {
        if (record.value() == null) {
            throw new ControlException("a control message has a value, this one is a tombstone");
        }
        return record.value();
    }
}
