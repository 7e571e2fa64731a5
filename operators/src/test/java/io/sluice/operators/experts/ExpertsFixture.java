package io.sluice.operators.experts;

import io.sluice.experts.ExpertClient;
import io.sluice.gates.GateMode;
import io.sluice.gates.JobGroup;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.HedgeRule;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.admission.ControlTrust;
import io.sluice.operators.admission.PolicyOptions;
import io.sluice.operators.budget.BudgetSupport;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/**
 * The operator of experts in Flink's harness, over the test router with kernels in plain Java.
 * Three devices, {@code a}, {@code b} and {@code c}, host {@code all}, {@code low} and {@code
 * high}.
 */
final class ExpertsFixture implements AutoCloseable {
    static final int MAX_PARALLELISM = 128;
    static final long START = 1_000;
    static final String OWN_TOPIC = "requests.job";
    static final Bundle BUNDLE = RouterTestBundle.fitted().open();
    static final ExpertPolicy POLICY = RouterTestBundle.choice();

    /** When a request of the default category that came at the start is settled. */
    static final long SETTLED = START + 200 - 5;

    final KeyedTwoInputStreamOperatorTestHarness<String, DecodedEvent, ExpertReply, Answer> harness;
    private final ExpertsOperator operator;
    private int sequence = 1;
    private int read;

    /** What a test changes of the operator. */
    static final class Setting {
        HedgeRule hedging = HedgeRule.NEVER;
        int maxBatch = 1;
        String bundleHash = BUNDLE.hash();
        byte[] policy = BUNDLE.firstPolicy().document();
        Budgets budgets = Budgets.NONE;
        GateMode mode = GateMode.ENFORCE;
        OperatorSubtaskState state;
        int parallelism = 1;
        int index;
        boolean devices = true;
        List<AttachedExpert> attached = List.of();
    }

    static ExpertsFixture open() throws Exception {
        return open(setting -> {});
    }

    static ExpertsFixture open(Consumer<Setting> change) throws Exception {
        Setting setting = new Setting();
        change.accept(setting);
        return new ExpertsFixture(setting);
    }

    private ExpertsFixture(Setting setting) throws Exception {
        PlainScript.process().reset();
        Queued.CONTROL.clear();
        Queued.TELEMETRY.clear();
        Attached.experts = setting.attached;
        ExpertOptions options =
                new ExpertOptions(
                        new PolicyOptions(
                                setting.bundleHash,
                                BUNDLE.manifest().policyShape(),
                                setting.policy,
                                BudgetDocument.document(setting.budgets),
                                setting.mode,
                                BudgetSupport.OF_EXPERTS,
                                JobGroup.ALONE,
                                ControlTrust.ANYONE,
                                Duration.ofSeconds(1),
                                null),
                        "replies",
                        Set.of("requests", OWN_TOPIC, "replies"),
                        "category",
                        "tenant",
                        setting.maxBatch,
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        setting.hedging,
                        Duration.ofSeconds(3),
                        true,
                        false,
                        List.of("traceparent"));
        operator =
                new ExpertsOperator(
                        options,
                        new Opener(),
                        new Attached(),
                        () -> new Queued(Queued.CONTROL),
                        () -> new Queued(Queued.TELEMETRY));
        harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        operator,
                        ExpertKeys::of,
                        ExpertKeys::of,
                        Types.STRING,
                        MAX_PARALLELISM,
                        setting.parallelism,
                        setting.index);
        harness.getExecutionConfig().enableObjectReuse();
        harness.getExecutionConfig().setAutoWatermarkInterval(200);
        harness.setup(AnswerSerializer.TYPE.createSerializer(null));
        harness.setProcessingTime(START);
        if (setting.state != null) {
            harness.initializeState(setting.state);
        }
        if (setting.devices) {
            telemetry("a", "all", 4000);
            telemetry("b", "low", 1000);
            telemetry("c", "high", 1000);
        }
        harness.open();
    }

    /** What a device says of itself. */
    void telemetry(String device, String expert, long p95Micros) {
        telemetry(device, POLICY.experts().get(POLICY.indexOf(expert)).bundle(), expert, p95Micros);
    }

    void telemetry(String device, String bundle, String expert, long p95Micros) {
        HostedExpert hosted =
                new HostedExpert(
                        expert,
                        bundle,
                        true,
                        0,
                        p95Micros / 2,
                        p95Micros,
                        p95Micros,
                        Double.NaN,
                        Provenance.UNKNOWN,
                        0);
        ExpertTelemetry telemetry =
                new ExpertTelemetry(
                        device,
                        7,
                        sequence++,
                        "requests." + device,
                        "",
                        List.of(hosted),
                        0,
                        0,
                        Double.NaN,
                        Double.NaN,
                        -3_600_000_000L);
        Queued.TELEMETRY.add(record(device, ExpertTelemetryCodec.encode(telemetry)));
    }

    /** A device has left. */
    void tombstone(String device) {
        Queued.TELEMETRY.add(record(device, null));
    }

    void control(String kind, long epoch, byte[] payload) {
        ControlEnvelope message = new ControlEnvelope(kind, "job", epoch, 0, payload, "", null);
        Queued.CONTROL.add(record("control", ControlEnvelopeCodec.encode(message)));
    }

    private static SourceRecord record(String key, byte[] value) {
        return new SourceRecord(
                "topic", 0, 0, 0, key.getBytes(StandardCharsets.UTF_8), value, List.of());
    }

    /** A request for a row of strength 100, with the offset as its number. */
    String send(int offset, int label, Header... headers) throws Exception {
        return send(offset, label, OptionalLong.empty(), headers);
    }

    String send(int offset, int label, OptionalLong deadline, Header... headers) throws Exception {
        return send(event(offset, label, deadline, harness.getProcessingTime() * 1000, headers));
    }

    String send(DecodedEvent decoded) throws Exception {
        harness.processElement1(new StreamRecord<>(decoded, decoded.event().eventTimeMillis()));
        return decoded.requestId();
    }

    static DecodedEvent event(
            int offset, int label, OptionalLong deadline, long nowMicros, Header... headers) {
        return event(offset, label, 100, deadline, nowMicros, headers);
    }

    static DecodedEvent event(
            int offset,
            int label,
            int strength,
            OptionalLong deadline,
            long nowMicros,
            Header... headers) {
        byte[] row = TestBundles.row(label, strength);
        byte[] key = {1};
        Tensor tensor = Tensor.ofBytes(new int[] {TestBundles.CLASSES}, row);
        Event event =
                new Event(
                        "event-" + offset,
                        key,
                        10_000 + offset,
                        List.of(new NamedTensor(TestBundles.INPUT, tensor)),
                        OptionalLong.of(label),
                        deadline);
        SourceRecord origin = new SourceRecord("events", 0, offset, 5, key, row, List.of(headers));
        return new DecodedEvent(event, origin, nowMicros);
    }

    static Header category(String name) {
        return new Header("category", name.getBytes(StandardCharsets.UTF_8));
    }

    /** The requests that went to devices since the last call, as {@code topic expert id}. */
    List<String> requests() {
        return newRequests().stream()
                .map(r -> r.topic() + " " + r.request().expert() + " " + r.request().requestId())
                .sorted()
                .toList();
    }

    List<AddressedRequest> newRequests() {
        var all = harness.getSideOutput(ExpertRequests.TAG);
        List<AddressedRequest> requests = new ArrayList<>();
        if (all != null) {
            all.stream().skip(read).map(StreamRecord::getValue).forEach(requests::add);
            read = all.size();
        }
        return requests;
    }

    void reply(String id, String expert, String device, int label) throws Exception {
        reply(answer(id, expert, device, label));
    }

    void reply(ExpertReply reply) throws Exception {
        harness.processElement2(new StreamRecord<>(reply));
    }

    /** An answer that is sure of a class. */
    static ExpertReply answer(String id, String expert, String device, int label) {
        float[] logits = new float[TestBundles.CLASSES];
        logits[label] = 5;
        String bundle = POLICY.experts().get(POLICY.indexOf(expert)).bundle();
        return answer(id, expert, device, bundle, logits);
    }

    static ExpertReply answer(
            String id, String expert, String device, String bundle, float... logits) {
        return new ExpertReply(
                id,
                expert,
                device,
                bundle,
                ExpertReply.Status.OK,
                "",
                Tensor.ofFloats(new int[] {logits.length}, logits),
                100,
                900,
                .5,
                Provenance.MEASURED);
    }

    static ExpertReply refusal(String id, String expert, String device, ExpertReply.Status status) {
        ExpertRequest request = new ExpertRequest(id, expert, "", "", List.of(), 0, 0);
        return ExpertReply.refused(request, device, status, "cannot");
    }

    /** What was counted, as {@link ExpertMetrics#counted}. */
    long counted(String name) {
        return operator.metrics().counted(name);
    }

    List<Prediction> predictions() {
        return harness.extractOutputValues().stream().map(Answer::prediction).toList();
    }

    Prediction last() {
        List<Prediction> all = predictions();
        return all.get(all.size() - 1);
    }

    List<DeadLetter> deadLetters() {
        var letters = harness.getSideOutput(DeadLetters.TAG);
        return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }

    List<TaskStatus> statuses() {
        var statuses = harness.getSideOutput(TaskStatuses.TAG);
        return statuses == null
                ? List.of()
                : statuses.stream().map(StreamRecord::getValue).toList();
    }

    List<Long> watermarks() {
        return harness.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .map(mark -> ((Watermark) mark).getTimestamp())
                .toList();
    }

    /** Lets the time pass until then. */
    void time(long millis) throws Exception {
        for (long next = harness.getProcessingTime() + 1; next <= millis; next++) {
            harness.setProcessingTime(next);
        }
    }

    /** The task is held up until then. */
    void stall(long millis) throws Exception {
        harness.setProcessingTime(millis);
    }

    /** A timer of a request fires, whatever the clock says. */
    void fire(String id, long atMillis) {
        operator.onProcessingTime(
                new TimerHeapInternalTimer<>(atMillis, id, VoidNamespace.INSTANCE));
    }

    /** Runs so many pieces of work of other threads, and waits for them. */
    void runMails(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
        }
    }

    /** Runs those that are there. */
    void runMails() throws Exception {
        for (var mail = next(); mail != null; mail = next()) {
            mail.run();
        }
    }

    private Mail next() {
        return harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY).orElse(null);
    }

    /** Whether nothing is kept of any request. */
    boolean isEmpty() {
        return harness.numKeyedStateEntries() == 0 && harness.numProcessingTimeTimers() == 0;
    }

    @Override
    public void close() throws Exception {
        harness.close();
        PlainScript.process().reset();
    }

    private static final class Opener implements BundleOpener {
        private static final long serialVersionUID = 1L;

        @Override
        public ActiveBundle open() {
            return BundleHost.process().acquire(BUNDLE, PlainKernels.NAME, null);
        }
    }

    private static final class Attached implements ExpertOpener {
        private static final long serialVersionUID = 1L;
        static List<AttachedExpert> experts = List.of();

        @Override
        public List<AttachedExpert> open() {
            return experts;
        }
    }

    /** Keeps what it is asked, for the test to answer on any thread. */
    static final class HeldClient implements ExpertClient {
        final Queue<ExpertRequest> requests = new ConcurrentLinkedQueue<>();
        final Queue<Consumer<ExpertReply>> answered = new ConcurrentLinkedQueue<>();
        boolean isClosed;

        @Override
        public void ask(ExpertRequest request, Consumer<ExpertReply> whenAnswered) {
            requests.add(request);
            answered.add(whenAnswered);
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    /** Gives out what the test queued. */
    private record Queued(Queue<SourceRecord> messages) implements ControlFeed {
        static final Queue<SourceRecord> CONTROL = new ConcurrentLinkedQueue<>();
        static final Queue<SourceRecord> TELEMETRY = new ConcurrentLinkedQueue<>();

        @Override
        public SourceRecord poll() {
            return messages.poll();
        }

        @Override
        public boolean awaitCurrent(Duration limit) {
            return true;
        }

        @Override
        public void close() {}
    }
}
