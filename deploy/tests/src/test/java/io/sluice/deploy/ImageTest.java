package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The Dockerfile agrees with the build, and the compose file and the manifest with the image. */
class ImageTest {
    private static final String JOB = "/opt/flink/usrlib/sluice-job.jar";
    private static final String OPTIONS = "@/opt/flink/sluice/jvm.options";
    private static final String MAIN = "io.sluice.jobs.PipelineJob";

    @Test
    void theImageIsTheFlinkAndJavaOfTheBuild() throws IOException {
        assertThat(dockerfile())
                .contains("FROM flink:" + Checkout.defaultFlinkVersion() + "-java17");
    }

    @Test
    void theImageHoldsTheTwoJarsWhereFlinkLooksForThem() throws IOException {
        assertThat(dockerfile())
                .contains(
                        "COPY --chown=flink:flink deploy/runtime/target/sluice-runtime.jar"
                                + " /opt/flink/lib/",
                        "COPY --chown=flink:flink deploy/job/target/sluice-job.jar"
                                + " /opt/flink/usrlib/",
                        "COPY --chown=flink:flink deploy/docker/jvm.options /opt/flink/sluice/");
    }

    @Test
    void nothingThatIsCopiedIsIgnored() throws IOException {
        List<String> kept =
                Files.readAllLines(Checkout.file("deploy/docker/Dockerfile.dockerignore")).stream()
                        .filter(line -> line.startsWith("!"))
                        .map(line -> line.substring(1))
                        .toList();
        List<String> copied =
                dockerfile().stream()
                        .filter(line -> line.startsWith("COPY"))
                        .map(line -> line.split(" ")[2])
                        .toList();
        assertThat(kept).hasSameElementsAs(copied);
    }

    @Test
    void composeStartsThePipelinesMainClass() throws IOException {
        JsonNode jobManager =
                Documents.yaml(Checkout.file("deploy/compose/compose.yaml"))
                        .at("/services/jobmanager");
        assertThat(jobManager.get("command"))
                .extracting(JsonNode::asText)
                .containsSubsequence("standalone-job", "--job-classname", MAIN, "--pipeline");
        Properties flink = new Properties();
        flink.load(
                new java.io.StringReader(jobManager.at("/environment/FLINK_PROPERTIES").asText()));
        assertThat(flink.getProperty("env.java.opts.all")).isEqualTo('"' + OPTIONS + '"');
    }

    @Test
    void theManifestStartsThePipelinesMainClass() throws IOException {
        JsonNode spec =
                Documents.yaml(Checkout.file("deploy/kubernetes/flinkdeployment.yaml")).get("spec");
        assertThat(spec.at("/job/jarURI").asText()).isEqualTo("local://" + JOB);
        assertThat(spec.at("/job/entryClass").asText()).isEqualTo(MAIN);
        assertThat(spec.at("/flinkConfiguration/env.java.opts.all").asText()).isEqualTo(OPTIONS);
    }

    private static List<String> dockerfile() throws IOException {
        return Files.readAllLines(Checkout.file("deploy/docker/Dockerfile"));
    }
}
