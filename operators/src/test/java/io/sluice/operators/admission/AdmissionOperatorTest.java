package io.sluice.operators.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.ConfidenceThreshold;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.Events;
import io.sluice.operators.serialization.AdmittedEventSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.DeadLetter;
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
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.MultiInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class AdmissionOperatorTest {
    private static final int RECORDS = 0;
    private static final int CONTROL = 1;

    @Test
    void admitsDecodedEventsWithTheirTimeAndEpoch() throws Exception {
        try (var harness = open(null)) {
            send(harness, 0, 500);
            AdmittedEvent admitted = harness.extractOutputValues().get(0);
            assertThat(admitted.event().eventTimeMillis()).isEqualTo(500);
            assertThat(admitted.epoch().epoch()).isZero();
            assertThat(admitted.epoch().policy().version()).isEqualTo("first");
            assertThat(harness.extractOutputStreamRecords().get(0).getTimestamp()).isEqualTo(500);
        }
    }

    @Test
    void aRecordThatCannotBeDecodedIsKeptByteForByte() throws Exception {
        try (var harness = open(null)) {
            SourceRecord bad = record(0, new byte[] {1, 2, 3});
            harness.processElement(RECORDS, new StreamRecord<>(bad));
            send(harness, 0, 500);

            DeadLetter letter = harness.getSideOutput(DeadLetters.TAG).peek().getValue();
            assertThat(letter.reason()).isEqualTo("MALFORMED");
            assertThat(letter.stage()).isEqualTo("decode");
            assertThat(letter.message()).isEqualTo("3 bytes; expected 8");
            assertThat(letter.value()).isSameAs(bad.value());
            assertThat(letter.key()).isSameAs(bad.key());
            assertThat(letter.headers()).isEqualTo(bad.headers());
            assertThat(letter.offset()).isEqualTo(bad.offset());
            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void aPolicySwapHoldsFromItsEventTimeOn() throws Exception {
        try (var harness = open(null)) {
            control(harness, policy(7, 1000, "second", Events.BUNDLE_HASH));
            send(harness, 0, 1500);
            send(harness, 0, 999);
            assertThat(harness.extractOutputValues())
                    .extracting(a -> a.epoch().policy().version() + "/" + a.epoch().epoch())
                    .containsExactly("second/7", "first/0");
        }
    }

    @Test
    void aRefusedControlMessageIsADeadLetterAndChangesNothing() throws Exception {
        try (var harness = open(null)) {
            control(harness, policy(7, 0, "second", "ab".repeat(32)));
            harness.processElement(CONTROL, new StreamRecord<>(record(0, new byte[] {99})));
            send(harness, 0, 5);
            assertThat(harness.extractOutputValues().get(0).epoch().epoch()).isZero();
            assertThat(harness.getSideOutput(DeadLetters.TAG))
                    .extracting(r -> r.getValue().stage())
                    .containsExactly("control", "control");
        }
    }

    @Test
    void epochsAndSchemasSurviveARestore() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(null)) {
            control(harness, policy(7, 1000, "second", Events.BUNDLE_HASH));
            send(harness, 0, 1500);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(state)) {
            send(harness, 0, 1500);
            send(harness, 0, 10);
            assertThat(harness.extractOutputValues())
                    .extracting(a -> a.epoch().policy().version())
                    .containsExactly("second", "first");
            assertThat(CountingDecoders.restored).isEqualTo(Map.of(1, "schema 1"));
            // A replayed control message is known already.
            control(harness, policy(7, 1000, "other", Events.BUNDLE_HASH));
            send(harness, 0, 1500);
            assertThat(harness.extractOutputValues().get(2).epoch().policy().version())
                    .isEqualTo("second");
        }
    }

    @Test
    void savedEpochsOfAnotherBundleAreDropped() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(null)) {
            control(harness, policy(7, 1000, "second", Events.BUNDLE_HASH));
            state = harness.snapshot(1, 1);
        }
        try (var harness = harness("cd".repeat(32))) {
            harness.setup(AdmittedEventSerializer.TYPE.createSerializer(null));
            harness.initializeState(state);
            harness.open();
            send(harness, 0, 1500);
            assertThat(harness.extractOutputValues().get(0).epoch().epoch()).isZero();
        }
    }

    @Test
    void watermarksFollowTheSlowestActivePartition() throws Exception {
        try (var harness = open(null)) {
            harness.setProcessingTime(1000);
            send(harness, 0, 5000);
            send(harness, 1, 3000);
            harness.setProcessingTime(1200);
            assertThat(watermarks(harness)).containsExactly(3000L - 100 - 1);

            // Partition 1 falls silent; after the idle time partition 0 leads alone.
            harness.setProcessingTime(2900);
            send(harness, 0, 6000);
            harness.setProcessingTime(3200);
            assertThat(watermarks(harness)).containsExactly(2899L, 5899L);
        }
    }

    @Test
    void theWatermarkRetiresEpochs() throws Exception {
        try (var harness = open(null)) {
            harness.setProcessingTime(1000);
            control(harness, policy(7, 1000, "second", Events.BUNDLE_HASH));
            send(harness, 0, 5000);
            harness.setProcessingTime(1200);
            send(harness, 0, 10);
            assertThat(harness.extractOutputValues().get(1).epoch().policy().version())
                    .isEqualTo("second");
        }
    }

    @Test
    void worksWithoutAControlTopic() throws Exception {
        AdmissionOptions options =
                new AdmissionOptions(
                        Events.BUNDLE_HASH,
                        3,
                        first(Events.BUNDLE_HASH),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2),
                        false);
        try (var harness =
                new MultiInputStreamOperatorTestHarness<>(
                        new AdmissionOperatorFactory(options, new CountingDecoders()))) {
            harness.setup(AdmittedEventSerializer.TYPE.createSerializer(null));
            harness.open();
            send(harness, 0, 5);
            harness.processWatermark(RECORDS, Watermark.MAX_WATERMARK);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(watermarks(harness)).containsExactly(Long.MAX_VALUE);
        }
    }

    private static MultiInputStreamOperatorTestHarness<AdmittedEvent> open(
            OperatorSubtaskState state) throws Exception {
        var harness = harness(Events.BUNDLE_HASH);
        harness.setup(AdmittedEventSerializer.TYPE.createSerializer(null));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static MultiInputStreamOperatorTestHarness<AdmittedEvent> harness(String hash)
            throws Exception {
        AdmissionOptions options =
                new AdmissionOptions(
                        hash, 3, first(hash), Duration.ofMillis(100), Duration.ofSeconds(2), true);
        var harness =
                new MultiInputStreamOperatorTestHarness<>(
                        new AdmissionOperatorFactory(options, new CountingDecoders()));
        harness.getExecutionConfig().setAutoWatermarkInterval(200);
        return harness;
    }

    private static byte[] first(String hash) {
        return new Policy("first", hash, FixedExit.full()).document();
    }

    private static ControlEnvelope policy(long epoch, long from, String version, String hash) {
        byte[] document = new Policy(version, hash, new ConfidenceThreshold(.9f, .9f)).document();
        return new ControlEnvelope("POLICY", "job", epoch, from, document, "", null);
    }

    private static void control(
            MultiInputStreamOperatorTestHarness<AdmittedEvent> harness, ControlEnvelope message)
            throws Exception {
        byte[] value = ControlEnvelopeCodec.encode(message);
        harness.processElement(CONTROL, new StreamRecord<>(record(0, value)));
    }

    private static void send(
            MultiInputStreamOperatorTestHarness<AdmittedEvent> harness, int partition, long time)
            throws Exception {
        byte[] value = ByteBuffer.allocate(8).putLong(time).array();
        harness.processElement(RECORDS, new StreamRecord<>(record(partition, value)));
    }

    private static SourceRecord record(int partition, byte[] value) {
        return new SourceRecord("events", partition, 17, 5, new byte[] {7}, value, List.of());
    }

    private static List<Long> watermarks(
            MultiInputStreamOperatorTestHarness<AdmittedEvent> harness) {
        return harness.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .map(mark -> ((Watermark) mark).getTimestamp())
                .toList();
    }

    /** Eight bytes are an event's time; each event teaches the decoder schema 1. */
    private static final class CountingDecoders implements DecoderFactory {
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
}
