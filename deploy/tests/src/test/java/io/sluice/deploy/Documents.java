package io.sluice.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads YAML documents and checks them against JSON schemas. */
final class Documents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Documents() {}

    static JsonNode yaml(Path file) throws IOException {
        return yaml(Files.readString(file));
    }

    static JsonNode yaml(String text) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setCodePointLimit(10 << 20)
                        .setMaxAliasesForCollections(1000)
                        .build();
        return JSON.valueToTree(merged(new Load(settings).loadFromString(text)));
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    /** What a schema says is wrong with a document. */
    static List<String> problems(JsonNode schema, JsonNode document) {
        JsonSchema compiled =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        return compiled.validate(document).stream().map(ValidationMessage::getMessage).toList();
    }

    /** Carries out merge keys, which YAML 1.2 leaves to its users. */
    private static Object merged(Object node) {
        if (node instanceof List<?> list) {
            return list.stream().map(Documents::merged).toList();
        }
        if (!(node instanceof Map<?, ?> map)) {
            return node;
        }
        Map<Object, Object> result = new LinkedHashMap<>();
        if (map.get("<<") instanceof Map<?, ?> base) {
            result.putAll((Map<?, ?>) merged(base));
        }
        map.forEach(
                (key, value) -> {
                    if (!key.equals("<<")) {
                        result.put(key, merged(value));
                    }
                });
        return result;
    }
}
