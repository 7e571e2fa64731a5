package io.sluice.operators.admission;

import io.sluice.gates.ControlException;
import io.sluice.gates.EpochTable;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.serialization.PolicyEpochSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.Event;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Decodes raw records to events and pins each to the epoch in force at its event time. Control
 * messages are applied between records, on the task's thread.
 *
 * <p><b>Owned state:</b> the epochs that events may still be pinned to, and the writer schemas
 * learnt from the registry (a union, so that a task knows what any other learnt). <b>Watermarks</b>
 * come from the event times, not from the source. <b>Waiting:</b> while a registry does not answer,
 * the decoder blocks and so holds back the source.
 */
public final class AdmissionOperator extends AbstractStreamOperator<AdmittedEvent>
        implements OneInputStreamOperator<SourceRecord, AdmittedEvent> {
    private static final long serialVersionUID = 1L;

    private static final MapStateDescriptor<Long, PolicyEpoch> EPOCHS =
            new MapStateDescriptor<>("epochs", Types.LONG, PolicyEpochSerializer.TYPE);
    private static final ListStateDescriptor<Tuple2<Integer, String>> SCHEMAS =
            new ListStateDescriptor<>(
                    "writer-schemas", new TypeHint<Tuple2<Integer, String>>() {}.getTypeInfo());

    private static final String STAGE = "decode";

    private final AdmissionOptions options;
    private final DecoderFactory decoders;
    private final ControlFeed.Factory controls;

    private transient PartitionWatermarks watermarks;
    private transient BroadcastState<Long, PolicyEpoch> epochState;
    private transient ListState<Tuple2<Integer, String>> schemaState;
    private transient EpochTable epochs;
    private transient DecoderFactory.TaskDecoder decoder;
    private transient ControlFeed control;
    private transient ControlTrust.Verifier controlTrust;
    private transient AdmissionMetrics counters;
    private transient StreamRecord<AdmittedEvent> reused;
    private transient long watermark;
    private transient long watermarkIntervalMillis;

    public AdmissionOperator(
            AdmissionOptions options, DecoderFactory decoders, ControlFeed.Factory controls) {
        this.options = options;
        this.decoders = decoders;
        this.controls = controls;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        epochState = context.getOperatorStateStore().getBroadcastState(EPOCHS);
        schemaState = context.getOperatorStateStore().getUnionListState(SCHEMAS);
        epochs = new EpochTable(options.bundleHash(), options.exits(), restoredEpochs());
        Map<Integer, String> known = new HashMap<>();
        for (Tuple2<Integer, String> schema : schemaState.get()) {
            known.put(schema.f0, schema.f1);
        }
        decoder = decoders.open(known);
    }

    /** The saved epochs of the bundle that is loaded now; the first policy when there are none. */
    private List<PolicyEpoch> restoredEpochs() throws Exception {
        List<PolicyEpoch> restored = new ArrayList<>();
        for (Map.Entry<Long, PolicyEpoch> saved : epochState.entries()) {
            if (saved.getValue().policy().bundleHash().equals(options.bundleHash())) {
                restored.add(saved.getValue());
            } else {
                LOG.warn(
                        "{} of the savepoint is for bundle {} and not for the bundle loaded; dropped",
                        saved.getValue(),
                        saved.getValue().policy().bundleHash());
            }
        }
        restored.sort((a, b) -> Long.compare(a.epoch(), b.epoch()));
        if (restored.isEmpty()) {
            restored.add(PolicyEpoch.of(0, Long.MIN_VALUE, options.firstPolicy(), Prices.NONE));
        }
        return restored;
    }

    @Override
    public void open() throws Exception {
        super.open();
        counters = new AdmissionMetrics(getMetricGroup(), epochs, decoder);
        watermarks =
                new PartitionWatermarks(
                        options.disorder().toMillis(), options.idleAfter().toMillis());
        watermark = Long.MIN_VALUE;
        reused = new StreamRecord<>(null);
        controlTrust = options.controlTrust().open();
        control = controls.open();
        if (!control.awaitCurrent(options.controlWait())) {
            LOG.warn(
                    "The control topic was not read to its end within {}; events are admitted under {}",
                    options.controlWait(),
                    epochs.newest());
        }
        applyControl();
        watermarkIntervalMillis = getExecutionConfig().getAutoWatermarkInterval();
        if (watermarkIntervalMillis > 0) {
            scheduleWatermark();
        }
    }

    @Override
    public void close() throws Exception {
        if (control != null) {
            control.close();
            control = null;
        }
        super.close();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        epochState.clear();
        for (PolicyEpoch epoch : epochs.epochs()) {
            epochState.put(epoch.epoch(), epoch);
        }
        List<Tuple2<Integer, String>> schemas = new ArrayList<>();
        decoder.knownSchemas().forEach((id, schema) -> schemas.add(Tuple2.of(id, schema)));
        schemaState.update(schemas);
    }

    private void scheduleWatermark() {
        getProcessingTimeService()
                .registerTimer(
                        getProcessingTimeService().getCurrentProcessingTime()
                                + watermarkIntervalMillis,
                        now -> {
                            applyControl();
                            advanceWatermark(watermarks.watermark(now));
                            scheduleWatermark();
                        });
    }

    private void advanceWatermark(long to) {
        if (to > watermark) {
            watermark = to;
            epochs.retire(to);
            output.emitWatermark(new Watermark(to));
        }
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) {
        applyControl();
        SourceRecord record = element.getValue();
        counters.received();
        Event event;
        try {
            event = decoder.decode(record);
        } catch (DecodeException e) {
            refuse(DeadLetters.of(record, STAGE, e.reason(), e.getMessage()));
            return;
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        long time = event.eventTimeMillis();
        watermarks.event(record.topic(), record.partition(), time, now);
        AdmittedEvent admitted = new AdmittedEvent(event, epochs.inForce(time), record, now * 1000);
        output.collect(reused.replace(admitted, time));
    }

    /** The source's watermarks are replaced by those of the event times. */
    @Override
    public void processWatermark(Watermark mark) {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            advanceWatermark(Long.MAX_VALUE);
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    private void applyControl() {
        for (SourceRecord message = control.poll(); message != null; message = control.poll()) {
            apply(message);
        }
    }

    private void apply(SourceRecord record) {
        try {
            ControlEnvelope message = ControlEnvelopeCodec.decode(valueOf(record));
            controlTrust.check(message);
            if (epochs.apply(message)) {
                LOG.info("Control message accepted: {}", epochs.newest());
                counters.controlApplied();
            }
        } catch (MalformedException | ControlException e) {
            LOG.warn("Control message at offset {} refused: {}", record.offset(), e.getMessage());
            counters.controlRefused();
        }
    }

    private static byte[] valueOf(SourceRecord record) throws ControlException {
        if (record.value() == null) {
            throw new ControlException("a control message has a value, this one is a tombstone");
        }
        return record.value();
    }

    private void refuse(DeadLetter letter) {
        counters.refused(letter.reason());
        output.collect(DeadLetters.TAG, new StreamRecord<>(letter, letter.timestampMillis()));
    }
}
