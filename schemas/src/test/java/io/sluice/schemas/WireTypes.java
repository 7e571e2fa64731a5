package io.sluice.schemas;

import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** All record types on the wire, for tests that hold for each of them. */
final class WireTypes {
    /** One record type: its codec, a source of random values and its golden value. */
    record WireType<T>(
            String name,
            Schema schema,
            Function<T, byte[]> encode,
            Decode<T> decode,
            DecodeFrom<T> decodeFrom,
            Function<RandomRecords, T> random,
            T golden) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Decode<T> {
        T decode(byte[] bytes) throws MalformedException;
    }

    interface DecodeFrom<T> {
        T decode(byte[] bytes, Schema writer) throws MalformedException;
    }

    private WireTypes() {}

    static Stream<WireType<?>> all() {
        return Stream.of(
                new WireType<>(
                        "Event",
                        EventCodec.schema(),
                        EventCodec::encode,
                        EventCodec::decode,
                        EventCodec::decode,
                        RandomRecords::event,
                        GoldenValues.event()),
                new WireType<>(
                        "Prediction",
                        PredictionCodec.schema(),
                        PredictionCodec::encode,
                        PredictionCodec::decode,
                        PredictionCodec::decode,
                        RandomRecords::prediction,
                        GoldenValues.prediction()),
                new WireType<>(
                        "DeadLetter",
                        DeadLetterCodec.schema(),
                        DeadLetterCodec::encode,
                        DeadLetterCodec::decode,
                        DeadLetterCodec::decode,
                        RandomRecords::deadLetter,
                        GoldenValues.deadLetter()),
                new WireType<>(
                        "ControlEnvelope",
                        ControlEnvelopeCodec.schema(),
                        ControlEnvelopeCodec::encode,
                        ControlEnvelopeCodec::decode,
                        ControlEnvelopeCodec::decode,
                        RandomRecords::controlEnvelope,
                        GoldenValues.controlEnvelope()),
                new WireType<>(
                        "SensorCommand",
                        SensorCommandCodec.schema(),
                        SensorCommandCodec::encode,
                        SensorCommandCodec::decode,
                        SensorCommandCodec::decode,
                        RandomRecords::sensorCommand,
                        GoldenValues.sensorCommand()),
                new WireType<>(
                        "SensorAck",
                        SensorAckCodec.schema(),
                        SensorAckCodec::encode,
                        SensorAckCodec::decode,
                        SensorAckCodec::decode,
                        RandomRecords::sensorAck,
                        GoldenValues.sensorAck()),
                new WireType<>(
                        "ExpertRequest",
                        ExpertRequestCodec.schema(),
                        ExpertRequestCodec::encode,
                        ExpertRequestCodec::decode,
                        ExpertRequestCodec::decode,
                        RandomRecords::expertRequest,
                        GoldenValues.expertRequest()),
                new WireType<>(
                        "ExpertReply",
                        ExpertReplyCodec.schema(),
                        ExpertReplyCodec::encode,
                        ExpertReplyCodec::decode,
                        ExpertReplyCodec::decode,
                        RandomRecords::expertReply,
                        GoldenValues.expertReply()),
                new WireType<>(
                        "ExpertTelemetry",
                        ExpertTelemetryCodec.schema(),
                        ExpertTelemetryCodec::encode,
                        ExpertTelemetryCodec::decode,
                        ExpertTelemetryCodec::decode,
                        RandomRecords::expertTelemetry,
                        GoldenValues.expertTelemetry()),
                new WireType<>(
                        "TaskStatus",
                        TaskStatusCodec.schema(),
                        TaskStatusCodec::encode,
                        TaskStatusCodec::decode,
                        TaskStatusCodec::decode,
                        RandomRecords::taskStatus,
                        GoldenValues.taskStatus()));
    }
}
