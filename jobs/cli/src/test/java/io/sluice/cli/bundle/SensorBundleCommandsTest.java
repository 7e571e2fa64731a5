package io.sluice.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.cli.SluiceCommandLine.Run;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.SensorTestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sensor bundles on the command line: from ONNX files to one that is shown and verified. */
class SensorBundleCommandsTest {
    private static final int WRONG_CONFIGURATION = 3;
    private static final int BUNDLE_REFUSED = 4;

    private static final String DESCRIPTION =
            """
            period: 100 ms
            modalities:
              - {name: camera, file: parts/camera-stem.onnx, summary: camera_summary}
              - {name: radar, file: parts/radar-stem.onnx, summary: radar_summary}
            branches:
              - {name: camera, file: parts/camera.onnx, modalities: [camera], logits: camera_logits}
              - name: both
                file: parts/camera-radar.onnx
                modalities: [camera, radar]
                logits: camera-radar_logits
            configurations:
              - {name: camera-only, branches: [camera]}
              - {name: late, branches: [camera, both]}
            """;

    @TempDir private Path directory;
    private Path made;

    @BeforeEach
    void write() throws IOException {
        SensorTestBundle.roads().writeTo(directory.resolve("parts"));
        made = directory.resolve("made");
        Files.writeString(
                directory.resolve("classes.txt"),
                IntStream.range(0, SensorTestBundle.CLASSES)
                        .mapToObj(i -> "class" + i)
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void onnxFilesBecomeABundleThatVerifies() throws Exception {
        Run run = create(DESCRIPTION);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("policy   version 1: sensor gates")
                .containsPattern("MODALITY +INPUTS +STEM +SUMMARY")
                .containsPattern("radar +sweep +radar-stem +radar_summary: FLOAT32\\[N, 1\\]")
                .containsPattern("both +camera, radar")
                .containsPattern("late +camera, both +camera, radar +530");
        Bundle bundle = Bundle.open(made);
        assertThat(bundle.manifest().requireSensors().configurations()).hasSize(2);
        assertThat(bundle.firstPolicy().sensors().orElseThrow().periodMillis()).isEqualTo(100);

        Run verified = SluiceCommandLine.run("bundle", "verify", made.toString());
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out())
                .contains("4 stages (2 modalities, 2 branches, 2 configurations), golden vectors");
    }

    @Test
    void inspectShowsItsPartsAsJson() throws Exception {
        Path parts = directory.resolve("parts");

        Run run = SluiceCommandLine.run("bundle", "inspect", parts.toString(), "--output", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode shown = new ObjectMapper().readTree(run.out());
        assertThat(shown.get("modalities").get(1).get("name").asText()).isEqualTo("radar");
        assertThat(shown.get("branches").get(3).get("modalities")).hasSize(2);
        JsonNode all = shown.get("configurations").get(4);
        assertThat(all.get("branches").get(0).asText()).isEqualTo("lidar");
        assertThat(all.get("modalities")).hasSize(3);
        assertThat(shown.has("exitRule")).isFalse();
    }

    @Test
    void aBranchThatReadsWhatIsNotItsIsRefused() throws Exception {
        Run run = create(DESCRIPTION.replace("modalities: [camera, radar]", "modalities: [radar]"));

        assertThat(run.exitCode()).isEqualTo(BUNDLE_REFUSED);
        assertThat(run.err())
                .contains("branch 'both' reads 'camera_features'; expected outputs of the stems");
        assertThat(made).doesNotExist();
    }

    @Test
    void whatIsWrongWithTheDescriptionIsListedByLine() throws Exception {
        Run run = create(DESCRIPTION.replace("summary: radar_summary", "sumary: radar_summary"));

        assertThat(run.exitCode()).isEqualTo(WRONG_CONFIGURATION);
        assertThat(run.err())
                .contains("sensors.yaml:4: modalities[1].summary: missing; expected a text")
                .contains("sumary: unknown key");
    }

    @Test
    void aModelAndSensorsExcludeEachOther() throws Exception {
        Run both = create(DESCRIPTION, "--model", "net.onnx", "--logits", "y");
        Run thresholds = create(DESCRIPTION, "--thresholds", "0.9");

        assertThat(both.exitCode()).isNotZero();
        assertThat(both.err()).contains("mutually exclusive");
        assertThat(thresholds.err()).contains("--thresholds goes with --model");
    }

    @Test
    void whatNeedsALadderSaysSo() {
        Run run =
                SluiceCommandLine.run(
                        "fit",
                        "exits",
                        "--bundle",
                        directory.resolve("parts").toString(),
                        "--data",
                        "csv:" + directory.resolve("none.csv"),
                        "--out",
                        directory.resolve("none").toString());

        assertThat(run.exitCode()).isEqualTo(BUNDLE_REFUSED);
        assertThat(run.err())
                .contains(
                        "roads@1.0.0 is a sensor bundle with the modalities camera, radar, lidar;")
                .contains("expected a ladder");
    }

    private Run create(String description, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("sensors.yaml"), description);
        String[] arguments = {
            "bundle",
            "create",
            "--sensors",
            file.toString(),
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
