package io.sluice.operators.experts;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.experts.FleetSettings;
import io.sluice.gates.experts.FleetView;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.admission.PeriodicTask;
import io.sluice.operators.admission.PolicyControl;
import io.sluice.operators.budget.LedgerState;
import io.sluice.operators.budget.TaskBudgets;
import io.sluice.operators.budget.TaskReport;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ReasonCode;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Answers requests by experts: routes them in micro-batches, asks the experts that their policy's
 * gate chooses, and gathers the replies, which come on the second input and from the clients of the
 * task.
 *
 * <p><b>Owned state:</b> a {@link PendingRequest} per request that is not answered, keyed, gone
 * with its answer; and those of {@link PolicyControl}, {@link FleetControl} and {@link
 * LedgerState}. The router's batch is run before a checkpoint barrier passes. What is pending when
 * a job is restored is asked again, with all the time it had. <b>Timers:</b> of processing time,
 * per request at most one for the time when it is settled and one for when those asked count as
 * late. <b>Watermarks</b> are those of the requests, and leave behind the answers to what was
 * admitted before them.
 */
public final class ExpertsOperator extends AbstractStreamOperator<Answer>
        implements TwoInputStreamOperator<DecodedEvent, ExpertReply, Answer>,
                Triggerable<String, VoidNamespace>,
                RouterStage.Routed {
    private static final long serialVersionUID = 1L;
    private static final String STAGE = "router";
    private static final long PAUSE_NANOS = 500_000;

    private final ExpertOptions options;
    private final BundleOpener opener;
    private final ExpertOpener experts;
    private final ControlFeed.Factory controls;
    private final ControlFeed.Factory telemetry;

    private transient PolicyControl control;
    private transient LedgerState ledger;
    private transient TaskBudgets budgets;
    private transient TaskReport report;
    private transient FleetView fleet;
    private transient FleetControl fleetControl;
    private transient TaskClock clock;
    private transient KeyedRequests requests;
    private transient MailboxExecutor mailbox;
    private transient ActiveBundle bundle;
    private transient RouterStage router;
    private transient ExpertAsker asker;
    private transient CoarseControl coarse;
    private transient ExpertMetrics metrics;
    private transient WatermarkHold hold;
    private transient Gathering gathering;
    private transient Flights flights;
    private transient Lateness lateness;
    private transient LateTimers lateTimers;
    private transient StreamRecord<Answer> reused;
    private transient ScheduledFuture<?> batchTimer;

    /**
     * @param opener opens the router's bundle
     * @param experts opens the experts that are asked without Kafka
     * @param telemetry reads what devices say of themselves
     */
    public ExpertsOperator(
            ExpertOptions options,
            BundleOpener opener,
            ExpertOpener experts,
            ControlFeed.Factory controls,
            ControlFeed.Factory telemetry) {
        this.options = options;
        this.opener = opener;
        this.experts = experts;
        this.controls = controls;
        this.telemetry = telemetry;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        clock = new TaskClock(getProcessingTimeService());
        fleet =
                new FleetView(
                        FleetSettings.DEFAULT.staleAfter(options.staleAfter().toNanos() / 1000));
        control = new PolicyControl(context.getOperatorStateStore(), options.policies());
        fleetControl =
                new FleetControl(
                        context.getOperatorStateStore(), fleet, options.ownTopics(), clock);
        ledger =
                new LedgerState(
                        context.getOperatorStateStore(),
                        getRuntimeContext().getTaskInfo(),
                        options.policies().group(),
                        clock.micros());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        control.save();
        fleetControl.save();
        ledger.save(budgets.micros());
    }

    @Override
    public void open() throws Exception {
        super.open();
        reused = new StreamRecord<>(null);
        mailbox =
                getContainingTask()
                        .getMailboxExecutorFactory()
                        .createExecutor(getOperatorConfig().getChainIndex());
        hold = new WatermarkHold(this::advance);
        bundle = opener.open();
        metrics = new ExpertMetrics(getMetricGroup(), bundle, hold::open);
        router = new RouterStage(bundle, options.maxBatch(), metrics);
        flights = new Flights(fleet, options.categoryHeader(), routerMultiplyAdds(), metrics);
        asker =
                new ExpertAsker(
                        experts.open(),
                        fleet,
                        options.replyTopic(),
                        request -> output.collect(ExpertRequests.TAG, new StreamRecord<>(request)),
                        reply -> onTask(() -> gathering.reply(reply)));
        coarse =
                new CoarseControl(
                        fleet, options.settleBefore().toNanos() * 1e-6, this::onTask, metrics);
        BundleManifest manifest = bundle.manifest();
        ExpertAnswers answers =
                new ExpertAnswers(
                        manifest.id() + "#" + bundle.hash(),
                        manifest.classes(),
                        routerMultiplyAdds(),
                        options,
                        asker);
        lateness = new Lateness();
        budgets =
                new TaskBudgets(
                        ledger.ledger(),
                        new ExpertCosts(() -> control.newest().policy().experts().orElseThrow()),
                        options.tenantHeader(),
                        clock);
        requests =
                new KeyedRequests(
                        getKeyedStateBackend(),
                        getPartitionedState(KeyedRequests.PENDING),
                        getInternalTimerService("experts", VoidNamespaceSerializer.INSTANCE, this),
                        this::answered);
        gathering =
                new Gathering(
                        options,
                        fleet,
                        asker,
                        answers,
                        new ExpertPayments(budgets),
                        metrics,
                        clock,
                        lateness,
                        requests);
        lateTimers = new LateTimers(clock, this::onTask, gathering::due);
        control.open(controls, getMetricGroup());
        report =
                new TaskReport(
                        "experts",
                        getRuntimeContext(),
                        budgets,
                        getMetricGroup(),
                        clock,
                        status -> output.collect(TaskStatuses.TAG, new StreamRecord<>(status)));
        fleetControl.open(telemetry, options.policies().controlWait(), metrics);
        refresh();
        PeriodicTask.start(
                getProcessingTimeService(),
                getExecutionConfig().getAutoWatermarkInterval(),
                due -> {
                    lateness.fired(due, clock.millis());
                    control.poll();
                    report.hear(control);
                    fleetControl.poll();
                    gathering.sweep();
                    refresh();
                });
        askAgain();
    }

    private long routerMultiplyAdds() {
        return bundle.manifest().stages().get(0).multiplyAdds();
    }

    /** What was pending in the checkpoint; before the first input, but after all are open. */
    private void askAgain() throws Exception {
        List<PendingRequest> restored = requests.all();
        for (PendingRequest request : restored) {
            hold.enter(request.id());
        }
        if (!restored.isEmpty()) {
            onTask(() -> restored.forEach(this::askAgain));
        }
    }

    private void askAgain(PendingRequest request) {
        long time = request.decoded().event().eventTimeMillis();
        PolicyEpoch epoch =
                control.numbered(request.epoch()).orElseGet(() -> control.inForce(time));
        Prices pinned = request.prices() == null ? epoch.prices() : request.prices();
        DecodedEvent decoded = request.decoded();
        metrics.askedAgain();
        if (control.isOfThisBundle()) {
            RouterStage.Row row = new RouterStage.Row(decoded, epoch);
            budgets.resume(row, row.event(), pinned);
            PendingRequest again = request.anew(clock.micros(), pinned);
            gathering.begin(again, flights.of(again, row));
        } else {
            // Its features, and the answers it has, are of another bundle's router and experts.
            RouterStage.Row row =
                    new RouterStage.Row(
                            new DecodedEvent(decoded.event(), decoded.origin(), clock.micros()),
                            epoch);
            budgets.resume(row, row.event(), pinned);
            router.add(row);
            route();
        }
    }

    private void onTask(Runnable work) {
        try {
            mailbox.execute(work::run, "experts");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task has ended", e);
        }
    }

    @Override
    public void processElement1(StreamRecord<DecodedEvent> element) {
        lateTimers.read();
        control.poll();
        if (fleetControl.poll()) {
            refresh();
        }
        DecodedEvent decoded = element.getValue();
        hold.enter(decoded.requestId());
        RouterStage.Row row =
                new RouterStage.Row(decoded, control.inForce(decoded.event().eventTimeMillis()));
        budgets.admit(row, row.event());
        router.add(row);
        if (router.isFull() || options.maxWait().toMillis() == 0) {
            route();
        } else if (batchTimer == null) {
            long by = clock.millis() + options.maxWait().toMillis();
            batchTimer = getProcessingTimeService().registerTimer(by, now -> route());
        }
    }

    private void route() {
        if (batchTimer != null) {
            batchTimer.cancel(false);
            batchTimer = null;
        }
        gathering.sweep();
        router.run(this);
    }

    @Override
    public void features(RouterStage.Row row, float[] features, String provider, double seconds) {
        PendingRequest request =
                new PendingRequest(
                        row.decoded(),
                        row.epoch().epoch(),
                        row.epoch().mode(),
                        row.prices(),
                        features,
                        provider,
                        seconds,
                        0,
                        0,
                        List.of());
        InFlight flight = flights.of(request, row);
        gathering.begin(request.until(flights.deadlineMicros(row.decoded(), flight)), flight);
    }

    /** What was counted; for tests. */
    ExpertMetrics metrics() {
        return metrics;
    }

    private void refresh() {
        PolicyExperts newest = flights.expertsOf(control.newest());
        coarse.refresh(newest, clock.micros());
        metrics.fleet(fleet.snapshot().size(), newest.wrongBundles());
    }

    @Override
    public void failed(RouterStage.Row row, String message) {
        metrics.failed(ReasonCode.MODEL_FAILURE);
        DecodedEvent decoded = row.decoded();
        budgets.settle(row, 0, clock.micros() - decoded.admittedMicros());
        output.collect(
                DeadLetters.TAG,
                new StreamRecord<>(
                        DeadLetters.of(decoded.origin(), STAGE, ReasonCode.MODEL_FAILURE, message),
                        decoded.event().eventTimeMillis()));
        hold.leave(decoded.requestId());
    }

    @Override
    public void processElement2(StreamRecord<ExpertReply> element) {
        lateTimers.read();
        gathering.reply(element.getValue());
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        if (lateness.fired(timer.getTimestamp(), clock.millis())) {
            lateTimers.add(timer.getKey(), timer.getTimestamp());
        } else {
            gathering.due(timer.getKey(), timer.getTimestamp());
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) {}

    @Override
    public void processWatermark1(Watermark mark) {
        hold.watermark(mark.getTimestamp());
    }

    @Override
    public void processWatermark2(Watermark mark) {}

    private void advance(long watermark) {
        control.retire(watermark);
        output.emitWatermark(new Watermark(watermark));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        route();
    }

    @Override
    public void finish() throws Exception {
        route();
        awaitAttached();
        gathering.settleAll();
        super.finish();
    }

    /** Devices' replies have ended with the input; experts without Kafka may still answer. */
    private void awaitAttached() {
        long end = System.nanoTime() + gathering.longestAttachedMicros() * 1000;
        while (gathering.longestAttachedMicros() > 0 && System.nanoTime() - end < 0) {
            if (!mailbox.tryYield()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (control != null) {
            control.close();
        }
        if (fleetControl != null) {
            fleetControl.close();
        }
        if (coarse != null) {
            coarse.close();
        }
        if (asker != null) {
            asker.close();
            asker = null;
        }
        if (router != null) {
            router.close();
            router = null;
        }
        if (bundle != null) {
            bundle.close();
            bundle = null;
        }
        super.close();
    }

    private void answered(String id, Answer answer) {
        output.collect(reused.replace(answer, answer.prediction().eventTimeMillis()));
        hold.leave(id);
    }
}
