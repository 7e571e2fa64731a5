package io.sluice.operators.admission;

import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.ControlNotice;
import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.SourceRecord;
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
 * <p><b>Owned state:</b> that of {@link PolicyControl} and of {@link RecordDecoding}.
 * <b>Watermarks</b> come from the event times, not from the source. <b>Notices</b> of what the control topic has said go before the first
 * event that they may concern.
 */
public final class AdmissionOperator extends AbstractStreamOperator<Admitted>
        implements OneInputStreamOperator<SourceRecord, Admitted> {
    private static final long serialVersionUID = 1L;

    private final AdmissionOptions options;
    private final DecoderFactory decoders;
    private final ControlFeed.Factory controls;

    private transient RecordDecoding decoding;
    private transient PolicyControl control;
    private transient StreamRecord<Admitted> reused;

    public AdmissionOperator(
            AdmissionOptions options, DecoderFactory decoders, ControlFeed.Factory controls) {
        this.options = options;
        this.decoders = decoders;
        this.controls = controls;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        control = new PolicyControl(context.getOperatorStateStore(), options.policies());
        decoding = new RecordDecoding(context.getOperatorStateStore(), decoders);
    }

    @Override
    public void open() throws Exception {
        super.open();
        reused = new StreamRecord<>(null);
        decoding.open(options.watermarks(), output, getMetricGroup());
        control.open(controls, getMetricGroup());
        PeriodicTask.start(
                getProcessingTimeService(),
                getExecutionConfig().getAutoWatermarkInterval(),
                now -> {
                    poll();
                    advanceWatermark(decoding.watermark(now));
                });
    }

    @Override
    public void close() throws Exception {
        if (control != null) {
            control.close();
        }
        super.close();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        control.save();
        decoding.save();
    }

    private void poll() {
        control.poll();
        ControlNotice notice = control.notice();
        while (notice != null) {
            output.collect(new StreamRecord<>(notice));
            notice = control.notice();
        }
    }

    private void advanceWatermark(long to) {
        if (decoding.advances(to)) {
            control.retire(to);
            output.emitWatermark(new Watermark(to));
        }
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) {
        poll();
        SourceRecord record = element.getValue();
        Event event = decoding.decode(record);
        if (event == null) {
            return;
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        long time = event.eventTimeMillis();
        decoding.admitted(record, time, now);
        AdmittedEvent admitted =
                new AdmittedEvent(event, control.inForce(time), record, now * 1000);
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
}
