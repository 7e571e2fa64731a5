package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Frames.ALL;
import static io.sluice.operators.sensors.Frames.CAMERA;
import static io.sluice.operators.sensors.Frames.LIDAR;
import static io.sluice.operators.sensors.Frames.RADAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.NamedBundle;
import io.sluice.gates.sensors.AlignerState.Lane;
import io.sluice.gates.sensors.FrameAligner;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.serialization.AlignedSerializer;
import io.sluice.operators.serialization.KeyedFramesSerializer;
import io.sluice.operators.serialization.SensorAckSerializer;
import io.sluice.operators.serialization.SensorCommandSerializer;
import io.sluice.operators.serialization.SensorFrameSerializer;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SensorSerializerTest {
    @Test
    void aFrameHasItsRecordOnceAndItsTensorsInIt() throws Exception {
        byte[] value = new byte[10_000];
        value[5_000] = 7;
        Tensor slice = Tensor.slice(DType.UINT8, new int[] {50, 100}, value, 4_000, 5_000);
        Tensor own = Tensor.ofFloats(new int[] {2}, 1, 2);
        SourceRecord origin =
                new SourceRecord("frames", 2, 17, 5, Frames.bytes("a"), value, List.of());
        Event event =
                new Event(
                        "id",
                        Frames.bytes("a"),
                        1000,
                        List.of(new NamedTensor("image", slice), new NamedTensor("x", own)),
                        OptionalLong.of(3),
                        OptionalLong.empty());
        SensorFrame frame = new SensorFrame(event, CAMERA, RADAR, "fog", origin, 12);

        byte[] bytes = bytes(new SensorFrameSerializer(), frame);
        SensorFrame again = read(new SensorFrameSerializer(), bytes);

        assertThat(bytes.length).isLessThan(value.length + 100);
        assertThat(again.event()).isEqualTo(event);
        assertThat(again.event().input("image").array()).isSameAs(again.origin().value());
        assertThat(again.origin().value()).isEqualTo(value);
        assertThat(again.usable()).isEqualTo(CAMERA);
        assertThat(again.broken()).isEqualTo(RADAR);
        assertThat(again.context()).isEqualTo("fog");
        assertThat(again.admittedMicros()).isEqualTo(12);
    }

    @Test
    void aSampleHasAFrameOnceThatServesSeveralModalities() throws Exception {
        AlignedSample sample;
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 1000, CAMERA | RADAR);
            align.frame(Frames.frame("a", 1000, 0, LIDAR, 1));
            sample = align.aligned().get(0);
        }
        AlignedSample again = (AlignedSample) roundTrip(new AlignedSerializer(), sample);
        assertThat(again.id()).isEqualTo(sample.id());
        assertThat(again.statuses()).isEqualTo(sample.statuses());
        assertThat(again.agesMillis()).isEqualTo(sample.agesMillis());
        assertThat(again.on()).isEqualTo(sample.on());
        assertThat(again.epoch()).isEqualTo(sample.epoch());
        assertThat(again.frames().get(0)).isSameAs(again.frames().get(1));
        assertThat(again.frames().get(0).event()).isEqualTo(sample.frames().get(0).event());
        assertThat(again.frames().get(2)).isNull();
    }

    @Test
    void aNoticeSurvives() throws Exception {
        var notice =
                new ControlNotice(
                        4,
                        3,
                        "why",
                        new byte[] {1},
                        2,
                        new byte[] {7, 8},
                        List.of(NamedBundle.OF_THE_FILE));
        var again = (AlignedNotice) roundTrip(new AlignedSerializer(), new AlignedNotice(notice));
        assertThat(again.notice()).usingRecursiveComparison().isEqualTo(notice);
    }

    @Test
    void allThatIsKnownOfAKeySurvives() throws Exception {
        FrameAligner<SensorFrame> aligner =
                new FrameAligner<>(
                        Frames.OPTIONS.settings(), new FrameContent(Frames.MODALITIES), 0);
        KeyedFrames keyed = new KeyedFrames(aligner.newState());
        aligner.setTime(950, 3, 3);
        offer(aligner, keyed, 1000, ALL);
        offer(aligner, keyed, 1000, CAMERA);
        offer(aligner, keyed, 1100, CAMERA | RADAR);
        offer(aligner, keyed, 9_000_000, LIDAR);
        aligner.acknowledge(keyed.state, 4, CAMERA | RADAR, 1200, sample -> {});
        keyed.watermarkTimerMillis = 1150;
        keyed.timeTimerMillis = 203;

        KeyedFrames again = roundTrip(new KeyedFramesSerializer(), keyed);

        assertThat(again)
                .usingRecursiveComparison()
                .withEqualsForType(Event::equals, Event.class)
                .withEqualsForType(Tensor::equals, Tensor.class)
                .isEqualTo(keyed);
        assertThat(again.state.open.get(0).frame(0)).isSameAs(again.state.open.get(0).frame(1));
        Lane<SensorFrame> lidar = again.state.lanes.get(2);
        assertThat(lidar.held).isNotNull();
        assertThat(lidar.jumps).isEqualTo(1);
        KeyedFrames copy = new KeyedFramesSerializer().copy(keyed);
        assertThat(copy).usingRecursiveComparison().isEqualTo(keyed);
        assertThat(copy.state.open.get(0)).isNotSameAs(keyed.state.open.get(0));
    }

    @Test
    void allThatADeviceWasToldSurvives() throws Exception {
        SensorGate.State gate = new SensorGate.State(3);
        gate.started = true;
        gate.decidedMillis = 17;
        gate.steady = CAMERA;
        gate.steadySince = 16_000;
        gate.probing = true;
        gate.probedAt = 17_000;
        gate.probeSeenMillis = -5;
        gate.acknowledged = ALL;
        gate.dead = LIDAR;
        gate.heard[0] = 1;
        gate.heard[2] = -3;
        SensorKeyState state = new SensorKeyState(gate);
        assertSurvives(state);
        state.belief = new double[] {.25, .75};
        state.contexts = -12;
        state.tickMillis = 17_500;
        state.sequence = 9;
        state.commanded = RADAR;
        state.commandedMillis = 17_400;
        state.sent = new float[][] {{1, 2}, {}, {Float.MIN_VALUE}};
        state.sentPresent = ALL;
        state.sentUnder = 1L << 40;
        state.bundle = 77;
        state.repeats = 3;
        state.computed = new SensorKeyState.Computed(2, 5, new float[] {.5f, -7});
        assertSurvives(state);

        SensorKeyState copy = state.copy();
        assertThat(copy).usingRecursiveComparison().isEqualTo(state);
        copy.belief[0] = 0;
        copy.gate.heard[0] = 0;
        copy.sent[1] = new float[3];
        assertThat(state.belief[0]).isEqualTo(.25);
        assertThat(state.gate.heard[0]).isEqualTo(1);
        assertThat(state.sent[1]).isEmpty();
    }

    private static void assertSurvives(SensorKeyState state) throws IOException {
        assertThat(roundTrip(new SensorKeyStateSerializer(), state))
                .usingRecursiveComparison()
                .isEqualTo(state);
    }

    @Test
    void commandsAndAcknowledgementsSurvive() throws Exception {
        SensorCommand command =
                new SensorCommand(Frames.bytes("a"), 1, 2, List.of("camera"), "PROBE", 3, "v");
        SensorAck ack = new SensorAck(Frames.bytes("a"), 1, List.of("camera"), 5);
        assertThat(roundTrip(new SensorCommandSerializer(), command)).isEqualTo(command);
        assertThat(roundTrip(new SensorAckSerializer(), ack)).isEqualTo(ack);
    }

    private static void offer(
            FrameAligner<SensorFrame> aligner, KeyedFrames keyed, long time, int usable) {
        SensorFrame frame = Frames.frame("a", time, usable, 0, time);
        aligner.offer(keyed.state, frame, time, time, usable, 0, sample -> {});
    }

    private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
        return read(serializer, bytes(serializer, value));
    }

    private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    private static <T> T read(TypeSerializer<T> serializer, byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        T value = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return value;
    }
}
