package io.sluice.operators.sensors;

import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.AdmissionPolicies;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.serialization.AlignedSerializer;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Header;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** Frames of a camera, a radar and a lidar, and `align` in Flink's harness: ticks every 100 ms. */
final class Frames {
    static final int CAMERA = 1;
    static final int RADAR = 2;
    static final int LIDAR = 4;
    static final int ALL = 7;
    private static final long STEP_MILLIS = 50;
    static final List<ModalityInputs> MODALITIES =
            List.of(
                    new ModalityInputs("camera", List.of("image")),
                    new ModalityInputs("radar", List.of("radar")),
                    new ModalityInputs("lidar", List.of("points", "intensity")));
    static final AlignOptions OPTIONS =
            new AlignOptions(
                    AdmissionPolicies.options(),
                    MODALITIES,
                    Duration.ofMillis(100),
                    Duration.ofMillis(50),
                    Duration.ofMillis(200),
                    List.of(Duration.ZERO, Duration.ZERO, Duration.ofMillis(500)),
                    Duration.ofSeconds(1),
                    3,
                    Duration.ofSeconds(5));

    private Frames() {}

    static final class Harness
            extends KeyedTwoInputStreamOperatorTestHarness<
                    String, SensorFrame, SensorAck, Aligned> {
        Harness(OperatorSubtaskState state, int parallelism, int index) throws Exception {
            this(state, parallelism, index, 0);
        }

        Harness(OperatorSubtaskState state, int parallelism, int index, long clockMillis)
                throws Exception {
            super(
                    new AlignOperator(OPTIONS, ControlFeed.NONE),
                    SensorKeys::of,
                    SensorKeys::of,
                    Types.STRING,
                    128,
                    parallelism,
                    index);
            setup(new AlignedSerializer());
            super.setProcessingTime(clockMillis);
            if (state != null) {
                initializeState(state);
            }
            open();
        }

        /** Lets time pass, in which the operator runs. */
        @Override
        public void setProcessingTime(long time) throws Exception {
            for (long step = getProcessingTime() + STEP_MILLIS; step < time; step += STEP_MILLIS) {
                super.setProcessingTime(step);
            }
            super.setProcessingTime(time);
        }

        /** Lets time pass in which the operator stands still, as with its machine. */
        void standStillUntil(long time) throws Exception {
            super.setProcessingTime(time);
        }

        void frame(String key, long time, int usable) throws Exception {
            frame(Frames.frame(key, time, usable, 0, time));
        }

        void frame(SensorFrame frame) throws Exception {
            processElement1(new StreamRecord<>(frame, frame.event().eventTimeMillis()));
        }

        void ack(String key, long sequence, long from, String... on) throws Exception {
            SensorAck ack = new SensorAck(bytes(key), sequence, List.of(on), from);
            processElement2(new StreamRecord<>(ack));
        }

        void watermark(long millis) throws Exception {
            processWatermark1(new org.apache.flink.streaming.api.watermark.Watermark(millis));
        }

        /** What was given on but notices. */
        List<AlignedSample> aligned() {
            return extractOutputValues().stream()
                    .filter(AlignedSample.class::isInstance)
                    .map(AlignedSample.class::cast)
                    .toList();
        }

        /**
         * Each as {@code key@tick: status of each modality}, P with the time of what is present.
         */
        List<String> samples() {
            List<String> texts = new ArrayList<>();
            for (AlignedSample sample : aligned()) {
                StringBuilder text = new StringBuilder(sample.id()).append(':');
                for (int m = 0; m < sample.statuses().size(); m++) {
                    SensorFrame frame = sample.frames().get(m);
                    text.append(' ')
                            .append(
                                    frame == null
                                            ? sample.statuses().get(m)
                                            : "P" + frame.event().eventTimeMillis());
                }
                texts.add(text.toString());
            }
            return texts;
        }

        List<String> deadLetters() {
            var letters = getSideOutput(DeadLetters.TAG);
            return letters == null
                    ? List.of()
                    : letters.stream()
                            .map(l -> l.getValue().reason() + " " + l.getValue().offset())
                            .toList();
        }
    }

    static Harness open() throws Exception {
        return new Harness(null, 1, 0);
    }

    /**
     * A frame whose record's offset and timestamp are its time; its tensors are slices of the
     * record.
     */
    static SensorFrame frame(String key, long time, int usable, int broken, long value) {
        byte[] bytes = new byte[64];
        java.nio.ByteBuffer.wrap(bytes).putLong(0, value).putLong(32, value);
        List<NamedTensor> inputs = new ArrayList<>();
        for (int m = 0; m < MODALITIES.size(); m++) {
            if ((usable & 1 << m) != 0) {
                for (String name : MODALITIES.get(m).inputs()) {
                    inputs.add(
                            new NamedTensor(
                                    name,
                                    Tensor.slice(DType.UINT8, new int[] {4, 2}, bytes, 0, 8)));
                }
            }
        }
        Event event =
                new Event(
                        "e" + time,
                        bytes(key),
                        time,
                        inputs,
                        OptionalLong.of(3),
                        OptionalLong.empty());
        SourceRecord origin =
                new SourceRecord(
                        "frames",
                        0,
                        time,
                        time,
                        bytes(key),
                        bytes,
                        List.of(new Header("traceparent", new byte[] {1})));
        return new SensorFrame(event, usable, broken, "fog", origin, time * 1000);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
