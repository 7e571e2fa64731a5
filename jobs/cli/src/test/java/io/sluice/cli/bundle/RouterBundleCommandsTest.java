package io.sluice.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.cli.SluiceCommandLine.Run;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Router bundles on the command line: from an ONNX file to one that is shown and verified. */
class RouterBundleCommandsTest {
    private static final int BUNDLE_REFUSED = 4;

    @TempDir private Path directory;
    private Path made;

    @BeforeEach
    void write() throws IOException {
        made = directory.resolve("made");
        Files.write(
                directory.resolve("net.onnx"),
                OnnxGraphs.threeExits(1, DType.UINT8, 6, 5, 3).toByteArray());
        Files.write(directory.resolve("classes.txt"), List.of("a", "b", "c"));
    }

    /** The features are a tensor in the middle of the model; its heads are left out. */
    @Test
    void anOnnxFileBecomesABundleThatVerifies() throws Exception {
        Run run = create("--features", "stage2_out");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("policy   version 1: expert gate")
                .contains("features stage2_out: FLOAT32[N, 5]")
                .containsPattern("router +router.onnx +- +55 ");
        assertThat(Bundle.open(made).stageModel(0).outputs())
                .extracting(Object::toString)
                .containsExactly("stage2_out: FLOAT32[N, 5]");

        Run verified = SluiceCommandLine.run("bundle", "verify", made.toString());
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("1 stages (router, stage2_out), golden vectors agree");

        Run inspected =
                SluiceCommandLine.run("bundle", "inspect", made.toString(), "--output", "json");
        JsonNode shown = new ObjectMapper().readTree(inspected.out());
        assertThat(shown.get("features").asText()).isEqualTo("stage2_out: FLOAT32[N, 5]");
        assertThat(shown.has("exitRule")).isFalse();
        assertThat(shown.has("modalities")).isFalse();
    }

    @Test
    void featuresThatTheModelLacksAreNamed() {
        Run run = create("--features", "stage9_out");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("stage9_out");
        assertThat(made).doesNotExist();
    }

    @Test
    void whatGoesWithALadderDoesNotGoWithARouter() {
        assertThat(create("--features", "stage2_out", "--thresholds", "0.9").err())
                .contains("--thresholds goes with --model; a router has no exits");
        assertThat(create().err()).contains("--features");
    }

    @Test
    void whatNeedsALadderSaysSo() {
        create("--features", "stage2_out");
        Run run =
                SluiceCommandLine.run(
                        "fit",
                        "exits",
                        "--bundle",
                        made.toString(),
                        "--data",
                        "csv:" + directory.resolve("none.csv"),
                        "--out",
                        directory.resolve("none").toString());

        assertThat(run.exitCode()).isEqualTo(BUNDLE_REFUSED);
        assertThat(run.err())
                .contains("made@1.0.0 is a router bundle with the features stage2_out;")
                .contains("expected a ladder");
    }

    private Run create(String... more) {
        String[] arguments = {
            "bundle",
            "create",
            "--router",
            directory.resolve("net.onnx").toString(),
            "--name",
            "made",
            "--version",
            "1.0.0",
            "--classes",
            directory.resolve("classes.txt").toString(),
            "--out",
            made.toString()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return SluiceCommandLine.run(all);
    }
}
