package io.sluice.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.cli.SluiceCommandLine.Run;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.TestBundles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where stages run: on another provider, or from a bitstream. */
class BundlePlacementTest {
    private static final int BUNDLE_REFUSED = 4;

    @TempDir private Path directory;
    private Path bundle;
    private Path bitstream;

    @BeforeEach
    void write() throws Exception {
        PlainScript.process().reset();
        bundle = TestBundles.ladder().writeTo(directory.resolve("bundle"));
        bitstream = Files.write(directory.resolve("stage2.aocx"), new byte[] {1, 2, 3});
    }

    @AfterEach
    void reset() {
        PlainScript.process().reset();
    }

    @Test
    void verifySaysWhichStagesRunElsewhereAndWhy() {
        PlainScript.process().lackOperatorsOf("stage2");

        Run run =
                SluiceCommandLine.run("bundle", "verify", bundle.toString(), "--provider", "plain");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("golden vectors agree on plain/java")
                .contains(
                        "  stage2 runs on onnxruntime/cpu: ladder@1.0.0/stage2: the script has no"
                                + " operator for it")
                .doesNotContain("stage1 runs on");
    }

    @Test
    void aBitstreamIsAddedAndShown() throws Exception {
        Path with = directory.resolve("with.zip");

        Run added = add("stage2", with);

        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).contains("BITSTREAM OF").contains("aoc 20.4");
        Run inspected =
                SluiceCommandLine.run("bundle", "inspect", with.toString(), "--output", "json");
        JsonNode shown = new ObjectMapper().readTree(inspected.out()).get("bitstreams").get(0);
        assertThat(shown.get("stage").asText()).isEqualTo("stage2");
        assertThat(shown.get("board").asText()).isEqualTo("p520");
        assertThat(shown.get("minimumBatch").asInt()).isEqualTo(64);
        assertThat(shown.get("file").asText()).isEqualTo("bitstreams/stage2.aocx");
        assertThat(Bundle.open(with).stageModel(1).bitstreams().get(0).bytes())
                .containsExactly(1, 2, 3);
        assertThat(SluiceCommandLine.run("bundle", "verify", with.toString()).exitCode()).isZero();
    }

    @Test
    void aBitstreamOfAnUnknownStageIsRefusedWithTheNames() {
        Run run = add("stage7", directory.resolve("with.zip"));

        assertThat(run.exitCode()).isEqualTo(BUNDLE_REFUSED);
        assertThat(run.err()).contains("is for stage 'stage7'").contains("stage1");
        assertThat(directory.resolve("with.zip")).doesNotExist();
    }

    private Run add(String stage, Path target) {
        return SluiceCommandLine.run(
                "bundle",
                "add-bitstream",
                bundle.toString(),
                "--stage",
                stage,
                "--board",
                "p520",
                "--toolchain",
                "aoc",
                "--toolchain-version",
                "20.4",
                "--entry",
                "stage2_entry",
                "--minimum-batch",
                "64",
                "--file",
                bitstream.toString(),
                "--out",
                target.toString());
    }
}
