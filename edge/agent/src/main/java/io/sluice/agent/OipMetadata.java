package io.sluice.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.experts.ExpertModel;
import io.sluice.experts.OipMessage;
import io.sluice.kernel.TensorSpec;
import java.io.IOException;

/** The documents of the Open Inference Protocol that say what there is. */
final class OipMetadata {
    private OipMetadata() {}

    static byte[] server(String device) {
        return OipMessage.object(
                json -> {
                    json.writeStringField("name", device);
                    json.writeStringField("version", "2");
                    json.writeArrayFieldStart("extensions");
                    json.writeEndArray();
                });
    }

    /** That the server is {@code live} or {@code ready}. */
    static byte[] state(String state) {
        return OipMessage.object(json -> json.writeBooleanField(state, true));
    }

    static byte[] ready(String model) {
        return OipMessage.object(
                json -> {
                    json.writeStringField("name", model);
                    json.writeBooleanField("ready", true);
                });
    }

    static byte[] model(ExpertModel model) {
        return OipMessage.object(
                json -> {
                    json.writeStringField("name", model.name());
                    json.writeArrayFieldStart("versions");
                    json.writeString(model.bundle());
                    json.writeEndArray();
                    json.writeStringField("platform", "sluice_bundle");
                    json.writeArrayFieldStart("inputs");
                    for (TensorSpec input : model.inputs()) {
                        String datatype = OipMessage.datatype(input.dtype());
                        tensor(json, input.name(), datatype, input.shape());
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("outputs");
                    tensor(json, "logits", "FP32", new int[] {model.classes()});
                    json.writeEndArray();
                });
    }

    private static void tensor(JsonGenerator json, String name, String datatype, int[] shape)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("datatype", datatype);
        json.writeArrayFieldStart("shape");
        json.writeNumber(-1);
        for (int dimension : shape) {
            json.writeNumber(dimension);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
