package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Frames.CAMERA;
import static io.sluice.operators.sensors.Frames.LIDAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.DecoderFactory;
import io.sluice.operators.admission.WatermarkOptions;
import io.sluice.operators.serialization.SensorFrameSerializer;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.InputSpec;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.RecordDecoder;
import io.sluice.schemas.mapping.SchemaSource;
import io.sluice.schemas.mapping.SluiceEventDecoder;
import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeOperatorTest {
    private static final NamedTensor IMAGE = tensor("image", 1, 2);
    private static final NamedTensor POINTS = tensor("points", 3, 4);
    private static final NamedTensor INTENSITY = tensor("intensity", 5, 6);

    private OneInputStreamOperatorTestHarness<SourceRecord, SensorFrame> decode;

    @BeforeEach
    void open() throws Exception {
        open(Duration.ZERO);
    }

    private void open(Duration settle) throws Exception {
        DecodeOptions options =
                new DecodeOptions(
                        Frames.MODALITIES,
                        new WatermarkOptions(
                                Duration.ZERO,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(1),
                                settle));
        decode = new OneInputStreamOperatorTestHarness<>(new DecodeOperator(options, factory()));
        decode.getExecutionConfig().setAutoWatermarkInterval(200);
        decode.setup(new SensorFrameSerializer());
        decode.open();
    }

    @AfterEach
    void close() throws Exception {
        decode.close();
    }

    @Test
    void anySubsetOfModalitiesIsAFrame() throws Exception {
        send(1000, "a", POINTS, IMAGE, INTENSITY);
        send(1001, "a", IMAGE);
        assertThat(decode.extractOutputValues())
                .extracting(SensorFrame::usable)
                .containsExactly(CAMERA | LIDAR, CAMERA);
        SensorFrame first = decode.extractOutputValues().get(0);
        assertThat(first.broken()).isZero();
        assertThat(first.event().inputs())
                .extracting(NamedTensor::name)
                .containsExactly("image", "points", "intensity");
        assertThat(first.event().input("image").array()).isSameAs(first.origin().value());
    }

    @Test
    void aModalityThatIsNotFiniteOrIncompleteIsBrokenAndTheOthersGoOn() throws Exception {
        send(1000, "a", IMAGE, tensor("points", Float.NaN, 0), INTENSITY);
        send(1001, "a", IMAGE, POINTS);
        send(1002, "a", IMAGE, tensor("points", 1, 2, 3), INTENSITY);
        assertThat(decode.extractOutputValues())
                .allMatch(frame -> frame.usable() == CAMERA && frame.broken() == LIDAR)
                .allMatch(frame -> frame.event().inputs().equals(List.of(IMAGE)))
                .hasSize(3);
        assertThat(decode.getSideOutput(DeadLetters.TAG)).isNull();
    }

    @Test
    void aRecordWithNothingUsableIsADeadLetterAndStillSaysSo() throws Exception {
        send(1000, "a", tensor("image", Float.NaN, 0));
        assertThat(reasons()).containsExactly("NOT_FINITE");
        assertThat(decode.extractOutputValues())
                .singleElement()
                .matches(frame -> frame.usable() == 0 && frame.broken() == CAMERA);
    }

    @Test
    void withoutModalitiesOrKeyOrAReadableValueARecordIsADeadLetterAlone() throws Exception {
        send(1000, "a", tensor("other", 1, 2));
        send(1000, null, IMAGE);
        decode.processElement(new StreamRecord<>(record(0, "a", new byte[] {1})));
        assertThat(reasons()).containsExactly("MISSING_FIELD", "MISSING_FIELD", "MALFORMED");
        assertThat(decode.extractOutputValues()).isEmpty();
    }

    @Test
    void theWatermarkDoesNotRunAwayWithOneClock() throws Exception {
        decode.setProcessingTime(1000);
        send(1000, "a", IMAGE);
        send(900_000, "b", IMAGE);
        send(1100, "a", IMAGE);
        send(900_000, "b", IMAGE);
        send(900_010, "b", IMAGE);
        decode.setProcessingTime(1200);
        assertThat(decode.getOutput()).last().isEqualTo(new Watermark(1099));

        send(900_020, "b", IMAGE);
        decode.setProcessingTime(1400);
        assertThat(decode.getOutput()).last().isEqualTo(new Watermark(900_019));
        assertThat(decode.extractOutputValues()).hasSize(6);
    }

    @Test
    void thereIsNoWatermarkBeforeThePartitionsMayBeKnown() throws Exception {
        decode.close();
        open(Duration.ofSeconds(30));
        decode.setProcessingTime(1000);
        send(1000, "a", IMAGE);
        decode.setProcessingTime(30_800);
        send(2000, "a", IMAGE);
        assertThat(decode.getOutput()).noneMatch(Watermark.class::isInstance);
        decode.setProcessingTime(31_000);
        assertThat(decode.getOutput()).last().isEqualTo(new Watermark(1999));
    }

    private List<String> reasons() {
        return decode.getSideOutput(DeadLetters.TAG).stream()
                .map(letter -> letter.getValue().reason())
                .toList();
    }

    private void send(long time, String key, NamedTensor... inputs) throws Exception {
        Event event =
                new Event(
                        "e" + time,
                        null,
                        time,
                        List.of(inputs),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        decode.processElement(new StreamRecord<>(record(time, key, EventCodec.encode(event))));
    }

    private static SourceRecord record(long offset, String key, byte[] value) {
        return new SourceRecord(
                "frames", 0, offset, 5, key == null ? null : Frames.bytes(key), value, List.of());
    }

    private static NamedTensor tensor(String name, float... values) {
        return new NamedTensor(name, Tensor.ofFloats(new int[] {values.length}, values));
    }

    private static DecoderFactory factory() {
        return knownSchemas -> {
            List<InputSpec> inputs =
                    List.of(spec("image"), spec("radar"), spec("points"), spec("intensity"));
            RecordDecoder decoder =
                    new SluiceEventDecoder(
                            inputs, SchemaSource.fixed(EventCodec.schema()), Set.of());
            return new Decoder(decoder);
        };
    }

    private static InputSpec spec(String name) {
        return new InputSpec(name, DType.FLOAT32, new int[] {2});
    }

    private record Decoder(RecordDecoder decoder) implements DecoderFactory.TaskDecoder {
        @Override
        public Event decode(SourceRecord record) throws DecodeException {
            return decoder.decode(record);
        }

        @Override
        public PartialEvent decodePartial(SourceRecord record) throws DecodeException {
            return decoder.decodePartial(record);
        }

        @Override
        public Map<Integer, String> knownSchemas() {
            return Map.of();
        }

        @Override
        public double waitingSeconds() {
            return 0;
        }
    }
}
