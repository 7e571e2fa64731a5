package io.sluice.operators.admission;

import io.sluice.schemas.mapping.SourceRecord;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * An operator behind a source that decodes raw records and pins nothing to an epoch.
 *
 * <p><b>Owned state:</b> that of {@link RecordDecoding}. <b>Watermarks</b> come from the event
 * times, not from the source.
 */
public abstract class DecodingOperator<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<SourceRecord, T> {
    private static final long serialVersionUID = 1L;

    private final WatermarkOptions watermarks;
    private final DecoderFactory decoders;

    private transient RecordDecoding decoding;
    private transient StreamRecord<T> reused;

    protected DecodingOperator(WatermarkOptions watermarks, DecoderFactory decoders) {
        this.watermarks = watermarks;
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
        decoding.open(watermarks, output, getMetricGroup());
        PeriodicTask.start(
                getProcessingTimeService(),
                getExecutionConfig().getAutoWatermarkInterval(),
                now -> advanceWatermark(decoding.watermark(now)));
    }

    @Override
    public final void processElement(StreamRecord<SourceRecord> element) {
        decode(element.getValue(), decoding);
    }

    /** Decodes a record, to be given to {@link #emit} or made a dead letter. */
    protected abstract void decode(SourceRecord record, RecordDecoding with);

    /** The processing time, milliseconds since the epoch. */
    protected final long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    /**
     * Gives on what was decoded.
     *
     * @param nowMillis when it was decoded
     */
    protected final void emit(T decoded, SourceRecord record, long timeMillis, long nowMillis) {
        decoding.admitted(record, timeMillis, nowMillis);
        output.collect(reused.replace(decoded, timeMillis));
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
