package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SluiceCommandTest {
    private static final Path EXAMPLE = Path.of("../examples/fashion-mnist");

    @TempDir private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpTeaches() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Start here", "sluice demo", "Exit codes");
        assertThat(run("bundle", "create", "--help")).isZero();
    }

    @Test
    void aWrongOptionIsWrongUsage() {
        assertThat(run("demo", "--colour", "9")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option");
    }

    @Test
    void doctorNamesTheProviderAndWhyOthersAreAbsent() throws Exception {
        assertThat(run("doctor", "--output", "json")).isZero();
        JsonNode findings = new ObjectMapper().readTree(out.toString());
        assertThat(findings).isNotEmpty();
        assertThat(findings)
                .anySatisfy(
                        finding -> {
                            assertThat(finding.get("subject").asText())
                                    .isEqualTo("kernel: onnxruntime");
                            assertThat(finding.get("state").asText()).isEqualTo("OK");
                        });
    }

    @Test
    void doctorPrintsTheJavaOptionsOfAProviderAndNamesThoseThatThereAre() {
        assertThat(run("doctor", "--print-java-options", "onnxruntime")).isZero();
        assertThat(out.toString()).isEmpty();

        assertThat(run("doctor", "--print-java-options", "abacus")).isNotZero();
        assertThat(err.toString()).contains("'abacus'", "onnxruntime (available)");
    }

    @Test
    void aPipelineWithProblemsIsListedInFull() throws Exception {
        Path file = Files.writeString(directory.resolve("p.yaml"), "name: x\nsink: {}\n");
        assertThat(run("run", "--check", file.toString()))
                .isEqualTo(SluiceCommand.WRONG_CONFIGURATION);
        assertThat(err.toString().lines()).hasSizeGreaterThan(3);
        assertThat(err.toString()).contains("p.yaml:2: sink.topic: missing; expected a text");
    }

    @Test
    void aMissingPipelineFileIsNamed() {
        assertThat(run("run", directory.resolve("none.yaml").toString()))
                .isEqualTo(SluiceCommand.FAILED);
        assertThat(err.toString()).contains("cannot read the pipeline").contains("none.yaml");
    }

    @Test
    void aModelBecomesASignedBundleThatVerifies() throws Exception {
        Path bundle = directory.resolve("bundle");
        assertThat(run("bundle", "keys", "--key-id", "ci", "--out", directory.toString())).isZero();
        assertThat(
                        run(
                                "bundle", "create",
                                "--model", EXAMPLE.resolve("model.onnx").toString(),
                                "--cut", "stage1_out",
                                "--cut", "stage2_out",
                                "--logits", "exit1_logits,exit2_logits,exit3_logits",
                                "--name", "fashion",
                                "--version", "1.2.3",
                                "--classes", EXAMPLE.resolve("classes.txt").toString(),
                                "--thresholds", "0.9,0.8",
                                "--sign-with", directory.resolve("ci.key").toString(),
                                "--key-id", "ci",
                                "--out", bundle.toString()))
                .isZero();
        Path trust = Files.createDirectory(directory.resolve("trust"));
        Files.copy(directory.resolve("ci.pem"), trust.resolve("ci.pem"));

        assertThat(run("bundle", "verify", bundle.toString(), "--trust-store", trust.toString()))
                .isZero();
        assertThat(out.toString()).contains("is sound").contains("signed by ci");

        Files.writeString(bundle.resolve("policy.json"), "{}");
        assertThat(run("bundle", "verify", bundle.toString()))
                .isEqualTo(SluiceCommand.BUNDLE_REFUSED);
        assertThat(err.toString()).contains("bundle refused (HASH): policy.json");
    }

    @Test
    void aCutAtAnUnknownNameOffersTheNearest() {
        assertThat(
                        run(
                                "bundle", "cut",
                                "--model", EXAMPLE.resolve("model.onnx").toString(),
                                "--cut", "stage1_otu",
                                "--logits", "exit1_logits,exit3_logits",
                                "--out", directory.toString()))
                .isEqualTo(SluiceCommand.FAILED);
        assertThat(err.toString()).contains("stage1_otu").contains("stage1_out");
    }

    @Test
    void theExamplesBundleIsSoundAndInspectable() throws Exception {
        String bundle = EXAMPLE.resolve("bundle").toString();
        assertThat(run("bundle", "verify", bundle)).isZero();
        out.getBuffer().setLength(0);
        assertThat(run("bundle", "inspect", bundle, "--output", "json")).isZero();
        JsonNode description = new ObjectMapper().readTree(out.toString());
        assertThat(description.get("stages")).hasSize(3);
        assertThat(description.get("stages").get(2).get("cumulative").asLong())
                .isEqualTo(5_354_912);
    }

    private int run(String... arguments) {
        CommandLine line = SluiceCommand.commandLine();
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
