package io.sluice.operators.sensors;

import io.sluice.operators.admission.DecoderFactory;
import io.sluice.operators.admission.PeriodicTask;
import io.sluice.operators.admission.RecordDecoding;
import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.PartialEvent.Fault;
import io.sluice.schemas.mapping.SourceRecord;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Decodes raw records to frames. A modality whose values are not usable is marked as broken in its
 * frame; a record that has no usable modality is a dead letter too, and its frame goes on so that
 * nobody waits for it. What has no key, or nothing of any modality, is a dead letter alone.
 *
 * <p><b>Owned state:</b> that of {@link RecordDecoding}. <b>Watermarks</b> come from the event
 * times, not from the source.
 */
public final class DecodeOperator extends AbstractStreamOperator<SensorFrame>
        implements OneInputStreamOperator<SourceRecord, SensorFrame> {
    private static final long serialVersionUID = 1L;

    private final DecodeOptions options;
    private final DecoderFactory decoders;

    private transient RecordDecoding decoding;
    private transient ModalityMasks masks;
    private transient StreamRecord<SensorFrame> reused;

    public DecodeOperator(DecodeOptions options, DecoderFactory decoders) {
        this.options = options;
        this.decoders = decoders;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        decoding = new RecordDecoding(context.getOperatorStateStore(), decoders);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        decoding.save();
    }

    @Override
    public void open() throws Exception {
        super.open();
        reused = new StreamRecord<>(null);
        masks = new ModalityMasks(options.modalities());
        decoding.open(options.watermarks(), output, getMetricGroup());
        PeriodicTask.start(
                getProcessingTimeService(),
                getExecutionConfig().getAutoWatermarkInterval(),
                now -> advanceWatermark(decoding.watermark(now)));
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) {
        SourceRecord record = element.getValue();
        PartialEvent read = decoding.decodePartial(record);
        if (read == null) {
            return;
        }
        if (read.event().key() == null) {
            decoding.refuse(
                    record,
                    ReasonCode.MISSING_FIELD,
                    "the record has no key; expected the device's, by which its frames are joined");
            return;
        }
        masks.read(read);
        if (masks.usable() == 0) {
            Fault fault = read.faults().get(0);
            decoding.refuse(record, fault.reason(), fault.message());
            if (masks.broken() == 0) {
                return;
            }
        }
        emit(record, read);
    }

    private void emit(SourceRecord record, PartialEvent read) {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        Event event = masks.usableInputs(read.event());
        long time = event.eventTimeMillis();
        decoding.admitted(record, time, now);
        SensorFrame frame =
                new SensorFrame(
                        event, masks.usable(), masks.broken(), read.context(), record, now * 1000);
        output.collect(reused.replace(frame, time));
    }

    private void advanceWatermark(long to) {
        if (decoding.advances(to)) {
            output.emitWatermark(new Watermark(to));
        }
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
}
