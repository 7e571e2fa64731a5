package io.sluice.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.DecisionRecord.SensorUse;
import io.sluice.schemas.Event.NamedTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Predictions as JSON objects in UTF-8, one per call, for those who do not read Avro.
 *
 * <p>Field names are those of the Avro schema. What is absent in Avro (null) and numbers that are
 * not finite are absent here too. A key that is text in UTF-8 is {@code key}, any other is {@code
 * keyBase64}. Inputs are absent when there are none, and their data is in Base64.
 */
public final class PredictionJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final SerializedString PROBABILITIES = new SerializedString("probabilities");

    private PredictionJson() {}

    public static byte[] write(Prediction prediction) {
        ByteArrayBuilder out = new ByteArrayBuilder(1024);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            writeAnswer(prediction, json);
            json.writeObjectFieldStart("decision");
            writeDecision(prediction.decision(), json);
            json.writeEndObject();
            writeInputs(prediction.inputs(), json);
            if (prediction.predictionSet() != null) {
                json.writeFieldName("predictionSet");
                json.writeArray(prediction.predictionSet(), 0, prediction.predictionSet().length);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return out.toByteArray();
    }

    private static void writeAnswer(Prediction prediction, JsonGenerator json) throws IOException {
        json.writeStringField("eventId", prediction.eventId());
        writeKey(prediction.key(), json);
        json.writeNumberField("eventTimeMillis", prediction.eventTimeMillis());
        json.writeNumberField("predictedClass", prediction.predictedClass());
        json.writeStringField("className", prediction.className());
        writeFinite("confidence", prediction.confidence(), json);
        if (prediction.probabilities() != null) {
            json.writeFieldName(PROBABILITIES);
            writeFloats(prediction.probabilities(), json);
        }
        if (prediction.label().isPresent()) {
            json.writeNumberField("label", prediction.label().getAsLong());
        }
    }

    private static void writeKey(byte[] key, JsonGenerator json) throws IOException {
        if (key == null) {
            return;
        }
        try {
            CharSequence text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key));
            json.writeStringField("key", text.toString());
        } catch (CharacterCodingException e) {
            json.writeStringField("keyBase64", Base64.getEncoder().encodeToString(key));
        }
    }

    private static void writeFloats(Tensor tensor, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < tensor.elementCount(); i++) {
            float value = tensor.floatAt(i);
            if (Float.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
        }
        json.writeEndArray();
    }

    private static void writeInputs(List<NamedTensor> inputs, JsonGenerator json)
            throws IOException {
        if (inputs.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("inputs");
        for (NamedTensor input : inputs) {
            Tensor tensor = input.tensor();
            json.writeStartObject();
            json.writeStringField("name", input.name());
            json.writeObjectFieldStart("tensor");
            json.writeStringField("dtype", tensor.dtype().name());
            json.writeFieldName("shape");
            json.writeArray(tensor.shape(), 0, tensor.rank());
            json.writeFieldName("data");
            json.writeBinary(tensor.array(), tensor.offset(), tensor.byteLength());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeDecision(DecisionRecord decision, JsonGenerator json)
            throws IOException {
        json.writeNumberField("epoch", decision.epoch());
        json.writeStringField("policyVersion", decision.policyVersion());
        json.writeStringField("bundle", decision.bundle());
        json.writeStringField("provider", decision.provider());
        json.writeNumberField("exit", decision.exit());
        json.writeStringField("exitName", decision.exitName());
        writeFinite("exitScore", decision.exitScore(), json);
        writeChoices(decision, json);
        writeCost("predicted", decision.predicted(), json);
        writeCost("actual", decision.actual(), json);
        json.writeStringField("reason", decision.reason());
        json.writeNumberField("admittedMicros", decision.admittedMicros());
        json.writeNumberField("decidedMicros", decision.decidedMicros());
        json.writeStringField("configuration", decision.configuration());
        json.writeStringField("context", decision.context());
        writeSensors(decision.sensors(), json);
    }

    private static void writeSensors(List<SensorUse> sensors, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart("sensors");
        for (SensorUse sensor : sensors) {
            json.writeStartObject();
            json.writeStringField("name", sensor.name());
            json.writeStringField("status", sensor.status());
            json.writeNumberField("ageMillis", sensor.ageMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeChoices(DecisionRecord decision, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart("modalities");
        for (String modality : decision.modalities()) {
            json.writeString(modality);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("experts");
        for (ExpertUse expert : decision.experts()) {
            json.writeStartObject();
            json.writeStringField("name", expert.name());
            writeFinite("weight", expert.weight(), json);
            json.writeStringField("device", expert.device());
            json.writeStringField("outcome", expert.outcome());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("prices");
        for (Price price : decision.prices()) {
            json.writeStartObject();
            json.writeStringField("resource", price.resource().name());
            json.writeStringField("scope", price.scope());
            json.writeNumberField("value", price.value());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeCost(String name, Cost cost, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("multiplyAdds", cost.multiplyAdds());
        if (Double.isFinite(cost.seconds())) {
            json.writeNumberField("seconds", cost.seconds());
        }
        if (Double.isFinite(cost.joules())) {
            json.writeNumberField("joules", cost.joules());
        }
        json.writeNumberField("bytes", cost.bytes());
        json.writeStringField("energy", cost.energy().name());
        json.writeEndObject();
    }

    private static void writeFinite(String name, float value, JsonGenerator json)
            throws IOException {
        if (Float.isFinite(value)) {
            json.writeNumberField(name, value);
        }
    }
}
