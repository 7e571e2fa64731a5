package io.sluice.operators.admission;

import io.sluice.gates.BundleMessage;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.FixedExit;
import io.sluice.gates.GateMode;
import io.sluice.gates.JobGroup;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyShape;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.Events;
import io.sluice.operators.budget.BudgetSupport;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * The admission operator in Flink's harness: eight bytes are an event, its time; control messages
 * are those that the test queued.
 */
final class AdmissionFixture {
    private AdmissionFixture() {}

    static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> open(
            OperatorSubtaskState state) throws Exception {
        var harness = harness(Events.BUNDLE_HASH);
        harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness(String hash)
            throws Exception {
        return harness(hash, ControlTrust.ANYONE);
    }

    static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness(
            String hash, ControlTrust trust) throws Exception {
        return harness(
                new PolicyOptions(
                        hash, PolicyShape.ladder(3), first(hash), trust, Duration.ofSeconds(1)));
    }

    static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness(
            Budgets first, GateMode mode, BudgetSupport support) throws Exception {
        return harness(first, mode, support, JobGroup.ALONE, null);
    }

    static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness(JobGroup group)
            throws Exception {
        return harness(Budgets.NONE, GateMode.ENFORCE, BudgetSupport.NONE, group, null);
    }

    /** Admission in a job that opens the bundles that messages name. */
    static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness(BundleOpener opener)
            throws Exception {
        return harness(Budgets.NONE, GateMode.ENFORCE, BudgetSupport.NONE, JobGroup.ALONE, opener);
    }

    private static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness(
            Budgets first,
            GateMode mode,
            BudgetSupport support,
            JobGroup group,
            BundleOpener opener)
            throws Exception {
        return harness(
                new PolicyOptions(
                        Events.BUNDLE_HASH,
                        PolicyShape.ladder(3),
                        first(Events.BUNDLE_HASH),
                        BudgetDocument.document(first),
                        mode,
                        support,
                        group,
                        ControlTrust.ANYONE,
                        Duration.ofSeconds(1),
                        opener));
    }

    private static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness(
            PolicyOptions policies) throws Exception {
        AdmissionOptions options =
                new AdmissionOptions(
                        policies,
                        new WatermarkOptions(Duration.ofMillis(100), Duration.ofSeconds(2)));
        var harness =
                new OneInputStreamOperatorTestHarness<SourceRecord, Admitted>(
                        new AdmissionOperator(options, new CountingDecoders(), QueuedControl::new));
        harness.getExecutionConfig().setAutoWatermarkInterval(200);
        return harness;
    }

    static byte[] first(String hash) {
        return new Policy("first", hash, FixedExit.full()).document();
    }

    static ControlEnvelope policy(long epoch, long from, String version, String hash) {
        byte[] document =
                new Policy(version, hash, CertaintyThreshold.confidence(.9f, .9f)).document();
        return new ControlEnvelope("POLICY", "job", epoch, from, document, "", null);
    }

    static ControlEnvelope bundle(long epoch, long from, NamedBundle bundle, String version) {
        byte[] policy =
                new Policy(version, bundle.hash(), CertaintyThreshold.confidence(.9f, .9f))
                        .document();
        byte[] document = new BundleMessage(bundle, policy).document();
        return new ControlEnvelope("BUNDLE", "job", epoch, from, document, "", null);
    }

    static void control(ControlEnvelope message) {
        QueuedControl.MESSAGES.add(record(0, ControlEnvelopeCodec.encode(message)));
    }

    static void send(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness,
            int partition,
            long time)
            throws Exception {
        byte[] value = ByteBuffer.allocate(8).putLong(time).array();
        harness.processElement(new StreamRecord<>(record(partition, value)));
    }

    static SourceRecord record(int partition, byte[] value) {
        return new SourceRecord("events", partition, 17, 5, new byte[] {7}, value, List.of());
    }

    /** The events that were admitted, without the notices between them. */
    static List<AdmittedEvent> admitted(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        return harness.extractOutputValues().stream()
                .filter(AdmittedEvent.class::isInstance)
                .map(AdmittedEvent.class::cast)
                .toList();
    }

    static List<Long> watermarks(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        return harness.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .map(mark -> ((Watermark) mark).getTimestamp())
                .toList();
    }

    /** Eight bytes are an event's time; each event teaches the decoder schema 1. */
    static final class CountingDecoders implements DecoderFactory {
        private static final long serialVersionUID = 1L;
        static Map<Integer, String> restored = Map.of();

        @Override
        public TaskDecoder open(Map<Integer, String> knownSchemas) {
            restored = knownSchemas;
            return new CountingDecoder(new HashMap<>(knownSchemas));
        }
    }

    private record CountingDecoder(Map<Integer, String> knownSchemas)
            implements DecoderFactory.TaskDecoder {
        @Override
        public Event decode(SourceRecord record) throws DecodeException {
            if (record.value().length != 8) {
                throw new DecodeException(
                        ReasonCode.MALFORMED, record.value().length + " bytes; expected 8");
            }
            knownSchemas.put(1, "schema 1");
            long time = ByteBuffer.wrap(record.value()).getLong();
            return new Event(
                    "e" + time, null, time, List.of(), OptionalLong.empty(), OptionalLong.empty());
        }

        @Override
        public double waitingSeconds() {
            return 0;
        }
    }

    /** Gives out what the test queued. */
    static final class QueuedControl implements ControlFeed {
        static final Queue<SourceRecord> MESSAGES = new ConcurrentLinkedQueue<>();

        @Override
        public SourceRecord poll() {
            return MESSAGES.poll();
        }

        @Override
        public boolean awaitCurrent(Duration limit) {
            return true;
        }

        @Override
        public void close() {}
    }
}
