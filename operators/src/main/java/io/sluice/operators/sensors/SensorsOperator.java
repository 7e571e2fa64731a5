package io.sluice.operators.sensors;

import io.sluice.gates.Softmax;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.GoldenCheck;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.budget.LedgerState;
import io.sluice.operators.budget.TaskBudgets;
import io.sluice.operators.budget.TaskReport;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.SensorCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Answers aligned samples with the configuration that their gate chooses, and tells devices which
 * sensors to power.
 *
 * <p><b>Owned state:</b> a {@link SensorKeyState} per device, keyed; and that of {@link
 * LedgerState}. Samples in flight are not saved: the round is run before a checkpoint barrier
 * passes, before a watermark, at the end of the input, and before the stream is declared idle.
 * <b>Order:</b> samples of a key leave in the order of their ticks. <b>Delivery:</b> a command is
 * sent at least once; it is a desired state, so twice changes nothing.
 */
public final class SensorsOperator extends AbstractStreamOperator<Answer>
        implements OneInputStreamOperator<Aligned, Answer>, SensorRound.Exchange {
    private static final long serialVersionUID = 1L;

    private static final ValueStateDescriptor<SensorKeyState> STATE =
            new ValueStateDescriptor<>("sensors", SensorKeyStateSerializer.TYPE);

    private static final String STAGE = "sensors";

    private final SensorOptions options;
    private final BundleOpener opener;

    private transient ValueState<SensorKeyState> states;
    private transient LedgerState ledger;
    private transient TaskBudgets budgets;
    private transient TaskReport report;
    private transient ActiveBundle bundle;
    private transient SensorMetrics metrics;
    private transient SensorStages stages;
    private transient SensorRound round;
    private transient SensorAnswers answers;
    private transient TaskClock clock;
    private transient StreamRecord<Answer> reused;
    private transient ScheduledFuture<?> timer;

    public SensorsOperator(SensorOptions options, BundleOpener opener) {
        this.options = options;
        this.opener = opener;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        states = context.getKeyedStateStore().getState(STATE);
        clock = new TaskClock(getProcessingTimeService());
        ledger =
                new LedgerState(
                        context.getOperatorStateStore(),
                        getRuntimeContext().getTaskInfo(),
                        options.group(),
                        clock.micros());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ledger.save(budgets.micros());
    }

    @Override
    public void open() throws Exception {
        super.open();
        reused = new StreamRecord<>(null);
        bundle = opener.open();
        BundleManifest manifest = bundle.manifest();
        SensorStructure structure =
                manifest.sensors()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "bundle " + manifest.id() + " has no sensors"));
        metrics = new SensorMetrics(getMetricGroup(), bundle, structure);
        stages = new SensorStages(bundle, options.maxBatch(), this::checkHealth, metrics);
        SensorAccounts accounts = new SensorAccounts(structure, manifest.stages());
        answers =
                new SensorAnswers(
                        manifest.id() + "#" + bundle.hash(),
                        structure,
                        manifest.classes(),
                        accounts,
                        options);
        SensorJobCosts costs = new SensorJobCosts(structure);
        budgets = new TaskBudgets(ledger.ledger(), costs, options.tenantHeader(), clock);
        report =
                new TaskReport(
                        STAGE,
                        getRuntimeContext(),
                        budgets,
                        getMetricGroup(),
                        clock,
                        status -> output.collect(TaskStatuses.TAG, new StreamRecord<>(status)));
        round =
                new SensorRound(
                        bundle.hash(),
                        structure,
                        manifest.classes().size(),
                        stages,
                        accounts,
                        new SensorPayments(budgets, costs, structure, clock),
                        metrics,
                        options.sendOnDelta().isEmpty()
                                ? null
                                : new SensorDeltas(
                                        manifest.sensorLayout().orElseThrow(),
                                        options.sendOnDelta()),
                        this,
                        options);
    }

    /** What was counted; for tests. */
    SensorMetrics metrics() {
        return metrics;
    }

    private void checkHealth() {
        List<StageKernel> kernels = new ArrayList<>();
        for (int i = 0; i < bundle.stages(); i++) {
            kernels.add(bundle.stage(i));
        }
        new GoldenCheck(bundle.manifest(), bundle.bundle().golden()).check(kernels);
    }

    /** A notice is of no device. */
    @Override
    @SuppressWarnings("rawtypes")
    public void setKeyContextElement1(StreamRecord element) throws Exception {
        if (element.getValue() instanceof AlignedSample) {
            super.setKeyContextElement1(element);
        }
    }

    @Override
    public void processElement(StreamRecord<Aligned> element) {
        if (element.getValue() instanceof AlignedSample sample) {
            add(sample);
        } else if (element.getValue() instanceof AlignedNotice notice) {
            report.heard(notice.notice());
        }
    }

    private void add(AlignedSample sample) {
        round.add(sample, getCurrentKey());
        if (round.isFull()) {
            run();
        } else if (timer == null) {
            long by = clock.millis() + options.maxWait().toMillis();
            timer = getProcessingTimeService().registerTimer(by, now -> run());
        }
    }

    private void run() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        round.run();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        run();
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        run();
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        run();
    }

    @Override
    public void finish() throws Exception {
        run();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (stages != null) {
            stages.close();
            stages = null;
        }
        if (bundle != null) {
            bundle.close();
            bundle = null;
        }
        super.close();
    }

    @Override
    public SensorKeyState state(Object key) {
        setCurrentKey(key);
        try {
            return states.value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void update(Object key, SensorKeyState state) {
        setCurrentKey(key);
        try {
            states.update(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void answer(SensorSample sample, Softmax softmax, ReasonCode reason) {
        Answer answer = answers.compose(sample, softmax, reason, clock.micros());
        output.collect(reused.replace(answer, sample.aligned.tickMillis()));
    }

    @Override
    public void fail(SensorSample sample, String message) {
        for (SensorFrame frame : SensorAnswers.frames(sample.aligned)) {
            output.collect(
                    DeadLetters.TAG,
                    new StreamRecord<>(
                            DeadLetters.of(
                                    frame.origin(), STAGE, ReasonCode.MODEL_FAILURE, message),
                            sample.aligned.tickMillis()));
        }
    }

    @Override
    public void command(SensorCommand command) {
        output.collect(SensorCommands.TAG, new StreamRecord<>(command, command.issuedMillis()));
    }
}
