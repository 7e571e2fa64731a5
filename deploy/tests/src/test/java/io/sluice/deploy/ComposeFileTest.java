package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** compose.yaml against the Compose Specification, and against the files that it names. */
class ComposeFileTest {
    private static final Path FILE = Checkout.file("deploy/compose/compose.yaml");

    private JsonNode compose;
    private JsonNode schema;

    @BeforeEach
    void read() throws IOException {
        compose = Documents.yaml(FILE);
        try (var stream = ComposeFileTest.class.getResourceAsStream("/compose.schema.json")) {
            schema = Documents.json(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void followsTheSpecification() {
        assertThat(Documents.problems(schema, compose)).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatIsMisspelt() {
        ObjectNode wrong = compose.deepCopy();
        ((ObjectNode) wrong.at("/services/kafka")).put("healthchek", "none");
        ((ObjectNode) wrong.at("/services/topics/depends_on/kafka")).put("condition", "healthy");

        assertThat(Documents.problems(schema, wrong)).hasSize(2);
    }

    @Test
    void everyMountAndBuildFileExists() {
        List<Path> named = new ArrayList<>();
        for (JsonNode service : compose.get("services")) {
            service.path("volumes")
                    .forEach(
                            volume -> {
                                String source = volume.asText().split(":")[0];
                                if (source.startsWith(".")) {
                                    named.add(FILE.resolveSibling(source));
                                }
                            });
            if (service.has("build")) {
                Path context = FILE.resolveSibling(service.at("/build/context").asText());
                named.add(context.resolve(service.at("/build/dockerfile").asText()));
            }
        }
        assertThat(named).isNotEmpty().allMatch(Files::exists);
    }

    @Test
    void everyNamedVolumeAndServiceIsDeclared() {
        for (JsonNode service : compose.get("services")) {
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(
                            name -> assertThat(compose.get("services").has(name)).isTrue());
            service.path("volumes")
                    .forEach(
                            volume -> {
                                String source = volume.asText().split(":")[0];
                                assertThat(
                                                source.startsWith(".")
                                                        || compose.get("volumes").has(source))
                                        .as(source)
                                        .isTrue();
                            });
        }
    }

    @Test
    void theTopicsOfThePipelineAreCreated() throws IOException {
        JsonNode pipeline =
                Documents.yaml(Checkout.file("jobs/examples/fashion-mnist/pipeline.yaml"));
        String script = compose.at("/services/topics/command/0").asText();
        String source = pipeline.at("/source/topics/0").asText();

        assertThat(script)
                .contains("--topic " + source + " ")
                .contains("--topic " + source + ".dlq ")
                .contains("--topic " + pipeline.at("/sink/topic").asText() + " ")
                .contains("--topic " + pipeline.at("/control/topic").asText() + " ");
    }
}
