package io.sluice.operators.sensors;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.sensors.AlignedFrames;
import io.sluice.gates.sensors.FrameAligner;
import io.sluice.gates.sensors.FrameAligner.Verdict;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.admission.PeriodicTask;
import io.sluice.operators.admission.PolicyControl;
import io.sluice.operators.serialization.KeyedFramesSerializer;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.SensorAck;
import java.util.Arrays;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Joins the frames of each device to samples, by the rules of {@link FrameAligner}, and pins each
 * sample to the epoch in force at its tick. The second input says which sensors a device has on.
 *
 * <p><b>Owned state:</b> per key a {@link KeyedFrames}; and that of {@link PolicyControl}. It keeps
 * a few hundred bytes for a key that has fallen silent, and no frame. <b>Timers:</b> per key at
 * most one or two of event time, for ticks that the watermark ends, and one of processing time, for
 * the longest wait and for silence; one that is no longer due sets the next. <b>Watermarks</b> are
 * those of the frames, whatever the acknowledgements do, and go on behind the samples they end.
 * <b>Notices</b> of what the control topic has said go before the first sample that they may
 * concern.
 */
public final class AlignOperator extends AbstractStreamOperator<Aligned>
        implements TwoInputStreamOperator<SensorFrame, SensorAck, Aligned>,
                Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final String STAGE = "align";

    /**
     * How often the time that a tick waits for is looked at, and how long is the shortest of it.
     */
    private static final int LOOKS_A_WAIT = 4;

    private static final long SHORTEST_LOOK_MILLIS = 10;
    private static final ValueStateDescriptor<KeyedFrames> FRAMES =
            new ValueStateDescriptor<>("frames", KeyedFramesSerializer.TYPE);

    private final AlignOptions options;
    private final ControlFeed.Factory controls;

    private transient PolicyControl control;
    private transient FrameAligner<SensorFrame> aligner;
    private transient ValueState<KeyedFrames> frames;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient AlignMetrics metrics;
    private transient StreamRecord<Aligned> reused;
    private transient int modalities;
    private transient RunningTime running;
    private transient long now;

    public AlignOperator(AlignOptions options, ControlFeed.Factory controls) {
        this.options = options;
        this.controls = controls;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        control = new PolicyControl(context.getOperatorStateStore(), options.policies());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        control.save();
    }

    @Override
    public void open() throws Exception {
        super.open();
        reused = new StreamRecord<>(null);
        modalities = options.modalities().stream().map(ModalityInputs::name).toList().hashCode();
        metrics = new AlignMetrics(getMetricGroup(), options.modalities());
        frames = getRuntimeContext().getState(FRAMES);
        timers = getInternalTimerService("align", VoidNamespaceSerializer.INSTANCE, this);
        long look = Math.max(SHORTEST_LOOK_MILLIS, options.maxWait().toMillis() / LOOKS_A_WAIT);
        running = new RunningTime(clock(), 2 * look);
        aligner =
                new FrameAligner<>(
                        options.settings(), new FrameContent(options.modalities()), clock());
        control.open(controls, getMetricGroup());
        PeriodicTask.start(
                getProcessingTimeService(),
                getExecutionConfig().getAutoWatermarkInterval(),
                time -> poll());
        // A timer is told when it was due, which is not what the clock says.
        PeriodicTask.start(getProcessingTimeService(), look, due -> running.at(clock()));
    }

    @Override
    public void close() throws Exception {
        if (control != null) {
            control.close();
        }
        super.close();
    }

    @Override
    public void processElement1(StreamRecord<SensorFrame> element) throws Exception {
        poll();
        setTime();
        SensorFrame frame = element.getValue();
        KeyedFrames keyed = keyed();
        long time = frame.event().eventTimeMillis();
        long arrived = frame.origin().timestampMillis();
        Verdict verdict =
                aligner.offer(
                        keyed.state,
                        frame,
                        time,
                        arrived >= 0 ? arrived : now,
                        frame.usable(),
                        frame.broken(),
                        this::emit);
        metrics.frame(verdict);
        if (verdict == Verdict.LATE) {
            refuse(frame, ReasonCode.LATE, lateMessage(time, keyed));
        } else if (verdict == Verdict.CLOCK_JUMP) {
            refuse(frame, ReasonCode.CLOCK_JUMP, jumpMessage(time, keyed));
        }
        save(keyed);
    }

    private void poll() {
        control.poll();
        ControlNotice notice = control.notice();
        while (notice != null) {
            output.collect(new StreamRecord<>(new AlignedNotice(notice)));
            notice = control.notice();
        }
    }

    private static String lateMessage(long time, KeyedFrames keyed) {
        return "the frame of "
                + time
                + " came after the sample of "
                + keyed.state.emittedMillis
                + " was given on; expected a later frame";
    }

    private String jumpMessage(long time, KeyedFrames keyed) {
        return "the frame is of "
                + time
                + " and the device's newest of "
                + keyed.state.newestMillis
                + "; expected a difference of at most "
                + options.maxSkew().toMillis()
                + " ms, or frames that bear it out";
    }

    @Override
    public void processElement2(StreamRecord<SensorAck> element) throws Exception {
        setTime();
        SensorAck ack = element.getValue();
        KeyedFrames keyed = keyed();
        metrics.ack(
                aligner.acknowledge(
                        keyed.state,
                        ack.sequence(),
                        maskOf(ack),
                        ack.effectiveFromMillis(),
                        this::emit));
        save(keyed);
    }

    /** Names that the bundle does not have are sensors that it does not use. */
    private int maskOf(SensorAck ack) {
        int mask = 0;
        for (int m = 0; m < options.modalities().size(); m++) {
            if (ack.on().contains(options.modalities().get(m).name())) {
                mask |= 1 << m;
            }
        }
        return mask;
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        setTime();
        KeyedFrames keyed = keyed();
        keyed.watermarkTimerMillis = KeyedFrames.NO_TIMER;
        aligner.watermark(keyed.state, this::emit);
        save(keyed);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        poll();
        setTime();
        KeyedFrames keyed = keyed();
        keyed.timeTimerMillis = KeyedFrames.NO_TIMER;
        aligner.time(keyed.state, this::emit);
        save(keyed);
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
        long ended = mark.getTimestamp() - options.tolerance().toMillis();
        // The least watermark less the tolerance would be the greatest.
        control.retire(Math.min(ended, mark.getTimestamp()));
    }

    @Override
    public void processWatermark2(Watermark mark) {}

    private KeyedFrames keyed() throws Exception {
        KeyedFrames known = frames.value();
        if (known != null && known.modalities == modalities) {
            return known;
        }
        KeyedFrames fresh = new KeyedFrames(aligner.newState());
        fresh.modalities = modalities;
        if (known != null) {
            // Of another bundle: its masks and lanes mean other sensors, its numbers still count.
            fresh.state.ackSequence = known.state.ackSequence;
        }
        return fresh;
    }

    private void save(KeyedFrames keyed) throws Exception {
        long watermark = aligner.nextWatermark(keyed.state);
        if (watermark < keyed.watermarkTimerMillis) {
            keyed.watermarkTimerMillis = watermark;
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, watermark);
        }
        long next = aligner.nextTime(keyed.state);
        if (next != Long.MAX_VALUE) {
            timeTimer(keyed, running.clockAt(next));
        }
        frames.update(keyed);
    }

    /** One at a time: the next is set when it fires. */
    private void timeTimer(KeyedFrames keyed, long clockMillis) {
        if (clockMillis < keyed.timeTimerMillis) {
            if (keyed.timeTimerMillis != KeyedFrames.NO_TIMER) {
                timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, keyed.timeTimerMillis);
            }
            keyed.timeTimerMillis = clockMillis;
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, clockMillis);
        }
    }

    private void setTime() {
        now = clock();
        aligner.setTime(timers.currentWatermark(), running.at(now), now);
    }

    private long clock() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void emit(AlignedFrames<SensorFrame> aligned) {
        metrics.sample(aligned);
        int modalities = aligned.modalities();
        SensorFrame[] present = new SensorFrame[modalities];
        ModalityStatus[] statuses = new ModalityStatus[modalities];
        long[] ages = new long[modalities];
        long admitted = Long.MIN_VALUE;
        for (int m = 0; m < modalities; m++) {
            present[m] = aligned.frame(m);
            statuses[m] = aligned.status(m);
            ages[m] = aligned.ageMillis(m);
            if (present[m] != null) {
                admitted = Math.max(admitted, present[m].admittedMicros());
            }
        }
        long tick = aligned.tickMillis();
        PolicyEpoch epoch = control.inForce(tick);
        AlignedSample sample =
                new AlignedSample(
                        SensorKeys.bytes((String) getCurrentKey()),
                        tick,
                        Arrays.asList(present),
                        Arrays.asList(statuses),
                        ages,
                        aligned.onMask(),
                        epoch,
                        admitted == Long.MIN_VALUE ? now * 1000 : admitted,
                        aligned.ackSequence());
        output.collect(reused.replace(sample, tick));
    }

    /** A record that had nothing usable became a dead letter when it was decoded. */
    private void refuse(SensorFrame frame, ReasonCode reason, String message) {
        if (frame.usable() != 0) {
            DeadLetter letter = DeadLetters.of(frame.origin(), STAGE, reason, message);
            metrics.refused(letter.reason());
            output.collect(DeadLetters.TAG, new StreamRecord<>(letter, letter.timestampMillis()));
        }
    }
}
