package io.sluice.operators.cascade;

import io.sluice.energy.ProcessMeter;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.guard.ShadowResult;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.gates.risk.KeyBuckets;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.LedgerState;
import io.sluice.operators.budget.StageCosts;
import io.sluice.operators.budget.TaskBudgets;
import io.sluice.operators.budget.TaskMeter;
import io.sluice.operators.budget.TaskReport;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.guard.ShadowResults;
import io.sluice.operators.serialization.KeyBucketSerializer;
import io.sluice.operators.stage.SuccessiveMetrics;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs admitted events through the stages of the bundle that they are pinned to, until their exit.
 *
 * <p><b>Owned state:</b> the buckets of keys under a key budget, a union: a key's events come from
 * one source partition, so one task at a time sees them, and after a rescale whichever that is
 * finds the bucket; and the prices of budgets, a union, of which each task takes the mean. Nothing
 * in flight is saved: it is run to its end before a checkpoint barrier passes, at the end of the
 * input, and before the stream is declared idle. <b>Watermarks</b> wait for the events admitted
 * before them.
 */
public final class CascadeOperator extends AbstractStreamOperator<Answer>
        implements OneInputStreamOperator<Admitted, Answer> {
    private static final long serialVersionUID = 1L;

    private static final ListStateDescriptor<KeyBuckets.Entry<ByteBuffer>> BUCKETS =
            new ListStateDescriptor<>("key-buckets", KeyBucketSerializer.TYPE);

    private final CascadeOptions options;
    private final BundleOpener opener;
    private final BudgetOptions budgetOptions;
    private final double shadowFraction;
    private final long shadowSeed;

    private transient ListState<KeyBuckets.Entry<ByteBuffer>> bucketState;
    private transient KeySpending spending;
    private transient LedgerState ledger;
    private transient TaskBudgets budgets;
    private transient TaskReport report;
    private transient TaskClock clock;
    private transient ProcessMeter.Task machine;
    private transient NewestCosts costs;
    private transient TaskMeter meter;
    private transient Departures departures;
    private transient SuccessiveMetrics metrics;
    private transient Ladders ladders;
    private transient StreamRecord<Answer> reused;
    private transient ScheduledFuture<?> timer;
    private transient long timerMillis;

    /** A cascade without shadow runs. */
    public CascadeOperator(CascadeOptions options, BundleOpener opener) {
        this(options, opener, ShadowSampling.NONE, BudgetOptions.NONE);
    }

    /**
     * A cascade that runs sampled events through the full model; what that shows leaves by {@link
     * ShadowResults#TAG}. How it stands with its budgets leaves by {@link TaskStatuses#TAG}.
     */
    public CascadeOperator(
            CascadeOptions options,
            BundleOpener opener,
            ShadowSampling sampling,
            BudgetOptions budgets) {
        this.options = options;
        this.opener = opener;
        this.budgetOptions = budgets;
        this.shadowFraction = sampling.fraction();
        this.shadowSeed = sampling.seed();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        clock = new TaskClock(getProcessingTimeService());
        bucketState = context.getOperatorStateStore().getUnionListState(BUCKETS);
        List<KeyBuckets.Entry<ByteBuffer>> saved = new ArrayList<>();
        bucketState.get().forEach(saved::add);
        spending = new KeySpending();
        spending.restore(saved);
        ledger =
                new LedgerState(
                        context.getOperatorStateStore(),
                        getRuntimeContext().getTaskInfo(),
                        budgetOptions.group(),
                        clock.micros());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        bucketState.update(spending.export(clock.micros()));
        ledger.save(budgets.micros());
    }

    @Override
    public void open() throws Exception {
        super.open();
        reused = new StreamRecord<>(null);
        timerMillis = Long.MAX_VALUE;
        // Before the bundle, whose check computes: the idle power may be measured now.
        machine = budgetOptions.metering().join();
        departures =
                new Departures(
                        options.ordering() == CascadeOptions.Ordering.KEY,
                        this::emit,
                        output::emitWatermark);
        costs = new NewestCosts();
        budgets = new TaskBudgets(ledger.ledger(), costs, budgetOptions.tenantHeader(), clock);
        meter = new TaskMeter(machine, budgets);
        metrics = SuccessiveMetrics.in(getMetricGroup());
        ladders = new Ladders(opener::join, this::ladder, departures, costs);
        ladders.keep(List.of(NamedBundle.OF_THE_FILE));
        meter.start(clock);
        report =
                new TaskReport(
                        "cascade",
                        getRuntimeContext(),
                        budgets,
                        getMetricGroup(),
                        clock,
                        status -> output.collect(TaskStatuses.TAG, new StreamRecord<>(status)));
    }

    private Ladder ladder(NamedBundle named, ActiveBundle bundle) {
        BundleManifest manifest = bundle.manifest();
        List<StageKernel> kernels = Ladder.kernels(bundle);
        AnswerComposer answers =
                new AnswerComposer(
                        manifest.name() + "@" + manifest.version() + "#" + bundle.hash(),
                        manifest.stages(),
                        manifest.classes(),
                        options);
        StageCosts ofStages = budgetOptions.costs().open(bundle, machine);
        SuccessiveMetrics own = metrics.successor();
        CascadeMetrics listener = new CascadeMetrics(own, bundle);
        Cascade cascade =
                new Cascade(
                        manifest.stages(),
                        kernels,
                        options,
                        answers,
                        departures,
                        listener,
                        new ShadowRuns(
                                new ShadowSampling(shadowFraction, shadowSeed),
                                answers,
                                this::emitShadow,
                                listener),
                        new Payments(manifest.stages(), spending, ofStages, budgets, meter, clock),
                        clock,
                        Ladder.healthCheck(bundle, kernels));
        return new Ladder(named, bundle, cascade, ofStages, own);
    }

    @Override
    public void processElement(StreamRecord<Admitted> element) {
        if (element.getValue() instanceof AdmittedEvent event) {
            ladders.of(event.epoch().bundle()).admit(event);
            schedule();
        } else if (element.getValue() instanceof ControlNotice notice) {
            // Before it is said that the epoch holds here.
            ladders.keep(notice.bundles());
            report.heard(notice);
        }
    }

    @Override
    public void processWatermark(Watermark mark) {
        departures.watermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (status.isIdle()) {
            ladders.drain();
        }
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        ladders.drain();
    }

    @Override
    public void finish() throws Exception {
        ladders.drain();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (ladders != null) {
            ladders.close();
            ladders = null;
        }
        if (machine != null) {
            machine.close();
            machine = null;
        }
        super.close();
    }

    /** Keeps one timer, for the batch that is due first. */
    private void schedule() {
        long next = ladders.nextFlushMillis();
        if (next >= timerMillis) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerMillis = next;
        timer = getProcessingTimeService().registerTimer(next, this::flush);
    }

    private void flush(long now) {
        timer = null;
        timerMillis = Long.MAX_VALUE;
        ladders.flush(now);
        schedule();
    }

    private void emit(InFlight departed) {
        long time = departed.event.event().eventTimeMillis();
        if (departed.result instanceof Answer answer) {
            output.collect(reused.replace(answer, time));
        } else {
            output.collect(DeadLetters.TAG, new StreamRecord<>((DeadLetter) departed.result, time));
        }
    }

    private void emitShadow(InFlight event, ShadowResult result) {
        long time = event.event.event().eventTimeMillis();
        output.collect(ShadowResults.TAG, new StreamRecord<>(result, time));
    }
}
