package io.sluice.operators.admission;

import io.sluice.config.ConfigException;
import io.sluice.gates.ControlException;
import io.sluice.gates.EpochTable;
import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.serialization.PolicyEpochSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
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

    private boolean isOfThisBundle = true;
    private long latestMillis;
    private final Queue<byte[]> shares = new ArrayDeque<>();
    private boolean isNoted;
    private long refusedEpoch = -1;
    private String refusal = "";
    private ControlFeed feed;
    private ControlTrust.Verifier trust;
    private ControlMetrics metrics;

    /** Takes the saved epochs of the bundle that is loaded now, else the first policy. */
    public PolicyControl(OperatorStateStore states, PolicyOptions options) throws Exception {
        this.options = options;
        this.saved = states.getBroadcastState(EPOCHS);
        this.epochs = new EpochTable(options.bundleHash(), options.shape(), restored());
    }

    private List<PolicyEpoch> restored() throws Exception {
        List<PolicyEpoch> restored = new ArrayList<>();
        for (Map.Entry<Long, PolicyEpoch> entry : saved.entries()) {
            PolicyEpoch epoch = entry.getValue();
            if (epoch.policy().bundleHash().equals(options.bundleHash())) {
                restored.add(epoch);
            } else {
                isOfThisBundle = false;
                LOG.warn(
                        "{} of the savepoint is for bundle {} and not for the bundle loaded; dropped",
                        epoch,
                        epoch.policy().bundleHash());
            }
        }
        restored.sort((a, b) -> Long.compare(a.epoch(), b.epoch()));
        Budgets first = BudgetDocument.parse("budgets", options.firstBudgets());
        if (restored.isEmpty()) {
            restored.add(
                    PolicyEpoch.of(0, Long.MIN_VALUE, options.firstPolicy(), Prices.NONE)
                            .with(first, GateMode.ENFORCE));
        } else if (restored.size() == 1 && restored.get(0).epoch() == 0) {
            // Nothing of the control topic holds: so the budgets were those of the file, too.
            restored.set(0, restored.get(0).with(first, restored.get(0).mode()));
        }
        requireSupport(restored, first);
        return restored;
    }

    /**
     * @throws IllegalArgumentException when the job can no longer keep budgets that were saved
     */
    private void requireSupport(List<PolicyEpoch> restored, Budgets first) {
        restored.forEach(epoch -> options.support().require(epoch.budgets()));
        PolicyEpoch newest = restored.get(restored.size() - 1);
        if (!newest.budgets().equals(first)) {
            LOG.warn(
                    "The budgets of {} in the savepoint hold on, and not those of the pipeline's"
                            + " file; sluice budget set changes them",
                    newest);
        }
    }

    /** Reads the control topic as far as it goes, or for as long as is allowed. */
    public void open(ControlFeed.Factory feeds, MetricGroup group) throws InterruptedException {
        metrics = new ControlMetrics(group, epochs);
        trust = options.controlTrust().open();
        feed = feeds.open();
        if (!feed.awaitCurrent(options.controlWait())) {
            LOG.warn(
                    "The control topic was not read to its end within {}; events are admitted under {}",
                    options.controlWait(),
                    epochs.newest());
        }
        poll();
    }

    /** Applies the messages that have come. */
    public void poll() {
        for (SourceRecord message = feed.poll(); message != null; message = feed.poll()) {
            apply(message);
        }
    }

    /** The epoch that an event of the given time is pinned to. */
    public PolicyEpoch inForce(long eventTimeMillis) {
        latestMillis = Math.max(latestMillis, eventTimeMillis);
        return epochs.inForce(eventTimeMillis);
    }

    /** What is to be told behind this operator next, or null when that is all. */
    public ControlNotice notice() {
        if (isNoted && shares.isEmpty()) {
            return null;
        }
        isNoted = true;
        byte[] next = shares.isEmpty() ? NO_SHARES : shares.poll();
        PolicyEpoch current = epochs.inForce(latestMillis);
        return new ControlNotice(
                epochs.newest().epoch(),
                refusedEpoch,
                refusal,
                next,
                current.epoch(),
                BudgetDocument.document(current.budgets()));
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

    /** Drops the epochs that are superseded for every event later than the watermark. */
    public void retire(long watermarkMillis) {
        epochs.retire(watermarkMillis);
    }

    /** Writes the epochs to the operator's state. */
    public void save() throws Exception {
        saved.clear();
        for (PolicyEpoch epoch : epochs.epochs()) {
            saved.put(epoch.epoch(), epoch);
        }
    }

    /** Closes the feed; more than once is harmless. */
    public void close() throws InterruptedException {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    private void apply(SourceRecord record) {
        ControlEnvelope message = null;
        try {
            message = ControlEnvelopeCodec.decode(valueOf(record));
            trust.check(message);
            if (message.kind().equals(ControlEnvelope.Kind.SHARES.name())) {
                shares.add(message.payload());
            } else {
                requireSupport(message);
                apply(message);
            }
        } catch (MalformedException | ControlException e) {
            LOG.warn("Control message at offset {} refused: {}", record.offset(), e.getMessage());
            metrics.refused();
            refused(message, e.getMessage());
        }
    }

    private void apply(ControlEnvelope message) throws ControlException {
        if (epochs.apply(message)) {
            LOG.info("Control message accepted: {}", epochs.newest());
            metrics.applied();
            isNoted = false;
        }
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

    private void refused(ControlEnvelope message, String why) {
        if (message != null && message.epoch() > refusedEpoch) {
            refusedEpoch = message.epoch();
            refusal = why;
            isNoted = false;
        }
    }

    private static byte[] valueOf(SourceRecord record) throws ControlException {
        if (record.value() == null) {
            throw new ControlException("a control message has a value, this one is a tombstone");
        }
        return record.value();
    }
}
