package io.sluice.schemas;

import org.apache.avro.Schema;

/** The Avro encoding of a {@link Prediction}. Thread-safe. */
public final class PredictionCodec {
    private static final WireFormat<Prediction> FORMAT =
            new WireFormat<>("Prediction", PredictionCodec::read, PredictionCodec::write);

    private PredictionCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(Prediction prediction) {
        Tensor probabilities = prediction.probabilities();
        return FORMAT.encode(
                prediction,
                512
                        + (probabilities == null ? 0 : probabilities.byteLength())
                        + NamedTensorCodec.sizeHint(prediction.inputs())
                        + (prediction.predictionSet() == null
                                ? 0
                                : 5 * prediction.predictionSet().length));
    }

    /** Reads a whole array; the tensors are slices of it. */
    public static Prediction decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static Prediction decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(Prediction prediction, AvroWriter out) {
        out.writeString(prediction.eventId());
        out.writeNullableBytes(prediction.key());
        out.writeLong(prediction.eventTimeMillis());
        out.writeInt(prediction.predictedClass());
        out.writeString(prediction.className());
        out.writeFloat(prediction.confidence());
        out.writePresent(prediction.probabilities() != null);
        if (prediction.probabilities() != null) {
            TensorCodec.write(prediction.probabilities(), out);
        }
        out.writeOptionalLong(prediction.label());
        DecisionRecordCodec.write(prediction.decision(), out);
        NamedTensorCodec.writeAll(prediction.inputs(), out);
        out.writePresent(prediction.predictionSet() != null);
        if (prediction.predictionSet() != null) {
            Fields.writeInts(prediction.predictionSet(), out);
        }
    }

    /** Reads one prediction; its tensors are slices of the reader's array. */
    public static Prediction read(AvroReader in) throws MalformedException {
        return new Prediction(
                in.readString(),
                Fields.readNullableBytes(in),
                in.readLong(),
                in.readInt(),
                in.readString(),
                in.readFloat(),
                in.readPresent() ? TensorCodec.read(in) : null,
                in.readOptionalLong(),
                DecisionRecordCodec.read(in),
                NamedTensorCodec.readAll(in),
                in.readPresent() ? Fields.readInts(in) : null);
    }
}
