package io.sluice.schemas;

import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.DecisionRecord.SensorUse;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * The values whose bytes are kept as golden files: every field set, every union's second branch.
 */
final class GoldenValues {
    private static final List<ExpertUse> EXPERTS =
            List.of(new ExpertUse("cnn", 0.75f), new ExpertUse("mlp", 0.25f));

    private GoldenValues() {}

    static Event event() {
        return new Event(
                "sensor-17/000042",
                bytes("sensor-17"),
                1_790_000_000_123L,
                List.of(
                        new NamedTensor(
                                "image",
                                Tensor.ofFloats(
                                        new int[] {2, 3}, 0f, -1.5f, 3e38f, 1e-40f, 7f, 0.1f)),
                        new NamedTensor(
                                "mask", Tensor.ofBytes(new int[] {4}, new byte[] {0, 1, -1, 127}))),
                OptionalLong.of(3),
                OptionalLong.of(1_790_000_000_623L));
    }

    static Prediction prediction() {
        return predictionWithSensors(
                List.of(
                        new ExpertUse("cnn", 0.75f, "edge-3", "ANSWERED"),
                        new ExpertUse("mlp", 0.25f, "edge-1", "HEDGE_ANSWERED")));
    }

    /** As version 3 had it, without what became of the experts asked. */
    static Prediction predictionOfVersion3() {
        return predictionWithSensors(EXPERTS);
    }

    private static Prediction predictionWithSensors(List<ExpertUse> experts) {
        return prediction(
                event().inputs(),
                new int[] {3, 7},
                experts,
                "camera+radar",
                "fog",
                List.of(
                        new SensorUse("camera", "PRESENT", 0),
                        new SensorUse("radar", "STALE", 1_200),
                        new SensorUse("lidar", "ASLEEP", -1)));
    }

    /** As version 1 had it, without inputs and set. */
    static Prediction predictionOfVersion1() {
        return prediction(List.of(), null, EXPERTS, "", "", List.of());
    }

    /** As version 2 had it, without sensors. */
    static Prediction predictionOfVersion2() {
        return prediction(event().inputs(), new int[] {3, 7}, EXPERTS, "", "", List.of());
    }

    private static Prediction prediction(
            List<NamedTensor> inputs,
            int[] set,
            List<ExpertUse> experts,
            String configuration,
            String context,
            List<SensorUse> sensors) {
        return new Prediction(
                "sensor-17/000042",
                bytes("sensor-17"),
                1_790_000_000_123L,
                3,
                "größer",
                0.875f,
                Tensor.ofFloats(new int[] {4}, 0.025f, 0.05f, 0.05f, 0.875f),
                OptionalLong.of(3),
                new DecisionRecord(
                        42,
                        "2026-11-01.3",
                        "demo@1.2.0#9f86d081",
                        "onnxruntime",
                        1,
                        "exit1",
                        0.875f,
                        List.of("camera", "radar"),
                        experts,
                        List.of(
                                new Price(Resource.JOULES, "job", 0.5),
                                new Price(Resource.BYTES, "device/17", 0)),
                        Cost.compute(28_618, 0.0002),
                        new Cost(9_408, 0.000075, 0.0011, 128, Provenance.MEASURED),
                        ReasonCode.EXIT.name(),
                        1_790_000_000_200_001L,
                        1_790_000_000_201_500L,
                        configuration,
                        context,
                        sensors),
                inputs,
                set);
    }

    static DeadLetter deadLetter() {
        return new DeadLetter(
                "frames",
                7,
                123_456_789_012L,
                1_790_000_000_123L,
                bytes("sensor-17"),
                new byte[] {0, 0, 0, 0, 9, -1},
                List.of(
                        new Header("traceparent", bytes("00-4bf92f3577b34da6-00f067aa0ba902b7-01")),
                        new Header("empty", null)),
                "decode",
                ReasonCode.MALFORMED.name(),
                "at byte 5: expected a length from 0 to the 0 left, found -1");
    }

    static ControlEnvelope controlEnvelope() {
        return new ControlEnvelope(
                ControlEnvelope.Kind.POLICY.name(),
                "job",
                43,
                1_790_000_000_000L,
                bytes("{\"version\":\"2026-11-02.1\"}"),
                "ops-2026",
                new byte[] {1, 2, 3, 4, -5, -6, -7, -8});
    }

    static SensorCommand sensorCommand() {
        return new SensorCommand(
                bytes("sensor-17"),
                7,
                1_790_000_000_123L,
                List.of("camera", "radar"),
                "SWITCH",
                43,
                "2026-11-02.1");
    }

    static SensorAck sensorAck() {
        return new SensorAck(bytes("sensor-17"), 7, List.of("camera", "radar"), 1_790_000_000_223L);
    }

    static ExpertRequest expertRequest() {
        return new ExpertRequest(
                "frames-7@123456789012",
                "cnn",
                "9f86d081884c7d65",
                "replies",
                event().inputs(),
                1_790_000_000_200_001L,
                45_000);
    }

    static ExpertReply expertReply() {
        return new ExpertReply(
                "frames-7@123456789012",
                "cnn",
                "edge-3",
                "9f86d081884c7d65",
                ExpertReply.Status.OK,
                "größer",
                Tensor.ofFloats(new int[] {4}, 0.025f, -1.5f, 3e38f, 0.875f),
                1_250,
                3_400,
                0.0125,
                Provenance.MEASURED);
    }

    static ExpertTelemetry expertTelemetry() {
        return new ExpertTelemetry(
                "edge-3",
                1_790_000_000_000L,
                17,
                "experts.edge-3",
                "http://edge-3:8008",
                List.of(
                        new HostedExpert(
                                "cnn",
                                "9f86d081884c7d65",
                                true,
                                120_000,
                                2_900,
                                3_400,
                                5_100,
                                0.0125,
                                Provenance.ESTIMATED,
                                4_210_000),
                        new HostedExpert(
                                "mlp",
                                "2c26b46b68ffc68f",
                                false,
                                0,
                                90,
                                110,
                                140,
                                Double.NaN,
                                Provenance.UNKNOWN,
                                0)),
                3,
                8_700,
                0.62,
                51.5,
                1_790_003_600_000_000L);
    }

    static TaskStatus taskStatus() {
        return new TaskStatus(
                "frames",
                "cascade",
                1,
                2,
                1_790_000_000_000_001L,
                1_790_000_060_000_002L,
                43,
                42,
                "größer",
                7,
                2,
                12.5,
                1.25,
                List.of(
                        new TaskStatus.BudgetStatus(
                                "job",
                                Resource.JOULES,
                                40,
                                60,
                                Double.NaN,
                                true,
                                0.625,
                                0,
                                25.5,
                                0.4375,
                                1_200,
                                20.5,
                                0.75,
                                1.5,
                                3,
                                ""),
                        new TaskStatus.BudgetStatus(
                                "tenant/gold",
                                Resource.MILLISECONDS,
                                25,
                                0,
                                0.99,
                                false,
                                1,
                                0.5,
                                11,
                                0.125,
                                1_300,
                                21.5,
                                2.5,
                                0,
                                0,
                                "the cheapest action takes 31 ms")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
