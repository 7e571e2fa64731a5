package io.sluice.experts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event.NamedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request or response of the Open Inference Protocol, version 2, in JSON.
 *
 * @param model the model's name; empty in requests
 * @param id of the request; may be empty
 * @param tensors inputs of a request, outputs of a response, with the batch as the first dimension
 * @param parameters as texts; Sluice's own start with {@code sluice_}
 */
public record OipMessage(
        String model, String id, List<NamedTensor> tensors, Map<String, String> parameters) {
    /** A request's budget in microseconds. */
    public static final String BUDGET = "sluice_budget_micros";

    /** The hash of the bundle that a request expects, or that answered. */
    public static final String BUNDLE = "sluice_bundle";

    /** Says that a peer passed the request on, so that it is not passed on again. */
    public static final String PASSED_ON = "sluice_passed_on";

    /** The device that answered. */
    public static final String DEVICE = "sluice_device";

    /** How long the request waited, microseconds. */
    public static final String QUEUE = "sluice_queue_micros";

    /** How long its batch was computed, microseconds. */
    public static final String COMPUTE = "sluice_compute_micros";

    /** The energy of one row, joules. */
    public static final String JOULES = "sluice_joules";

    /** Where the joules come from. */
    public static final String ENERGY = "sluice_energy";

    private static final JsonFactory FACTORY = new JsonFactory();

    /** The protocol's name of an element type, such as FP32. */
    public static String datatype(DType dtype) {
        return OipTensors.datatype(dtype);
    }

    /** The document of a request. */
    public byte[] request() {
        return document("inputs");
    }

    /** The document of a response. */
    public byte[] response() {
        return document("outputs");
    }

    /**
     * Reads a request.
     *
     * @throws IOException saying what is not of the expected form
     */
    public static OipMessage readRequest(byte[] document) throws IOException {
        return read(document, "inputs");
    }

    /** Reads a response, as {@link #readRequest} does. */
    public static OipMessage readResponse(byte[] document) throws IOException {
        return read(document, "outputs");
    }

    /** The document of an error. */
    public static byte[] error(String message) {
        return object(json -> json.writeStringField("error", message));
    }

    /** The message of an error's document, or an excerpt of whatever it is. */
    public static String readError(byte[] document) {
        try {
            return String.valueOf(JsonTree.object(document).get("error"));
        } catch (IOException e) {
            return "a body of " + document.length + " bytes that is no JSON object";
        }
    }

    private byte[] document(String member) {
        return object(
                json -> {
                    if (!model.isEmpty()) {
                        json.writeStringField("model_name", model);
                    }
                    if (!id.isEmpty()) {
                        json.writeStringField("id", id);
                    }
                    if (!parameters.isEmpty()) {
                        json.writeObjectFieldStart("parameters");
                        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                            json.writeStringField(parameter.getKey(), parameter.getValue());
                        }
                        json.writeEndObject();
                    }
                    json.writeArrayFieldStart(member);
                    for (NamedTensor tensor : tensors) {
                        OipTensors.write(tensor, json);
                    }
                    json.writeEndArray();
                });
    }

    private static OipMessage read(byte[] document, String member) throws IOException {
        Map<String, Object> members = JsonTree.object(document);
        Map<String, String> parameters = new LinkedHashMap<>();
        if (members.get("parameters") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> parameters.put((String) name, String.valueOf(value)));
        }
        return new OipMessage(
                text(members.get("model_name")),
                text(members.get("id")),
                OipTensors.read(members.get(member), member),
                parameters);
    }

    private static String text(Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    /** Writes the members of an object. */
    public interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /** A document that is an object. */
    public static byte[] object(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return out.toByteArray();
    }
}
