package io.sluice.kernel.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.ConfigException;
import io.sluice.kernel.costs.BatchCost.Latency;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostOverlayTest {
    private static final String HASH = "ab".repeat(32);
    private static final String DOCUMENT =
            """
            format-version: 1
            bundle: "%s"
            device-class: "edge-3"
            device: "onnxruntime/cpu"
            stages:
              - stage: "stage1"
                costs:
                  - batch: 1
                    runs: 2000
                    batch-seconds: {mean: 0.001, p50: 9.0E-4, p95: 0.002, p99: 0.003, provenance: measured}
                    joules: {per-event: 0.02, uncertainty: 0.001, provenance: measured}
                  - batch: 11
                    runs: 200
                    batch-seconds: {mean: 0.006, p50: 0.006, p95: 0.006, p99: 0.006, provenance: measured}
                    joules: {per-event: 0.01, provenance: estimated}
              - stage: "stage2"
                costs:
                  - batch: 1
                    runs: 2000
                    batch-seconds: {mean: 0.004, p50: 0.004, p95: 0.004, p99: 0.004, provenance: measured}
            full-path:
              - batch: 4
                runs: 10
                batch-seconds: {mean: 0.02, p50: 0.02, p95: 0.02, p99: 0.02, provenance: estimated}
                joules: {per-event: 0.03, provenance: estimated}
            """
                    .formatted(HASH);

    @TempDir private Path directory;

    @Test
    void theDocumentOfTheSpecificationIsReadAndWritten() throws IOException {
        CostTable table = CostOverlay.parse("costs", DOCUMENT);

        assertThat(table.bundle()).isEqualTo(HASH);
        assertThat(table.device()).isEqualTo("onnxruntime/cpu");
        PartCost stage = table.stage("stage1").orElseThrow();
        assertThat(stage.sizes().get(0))
                .isEqualTo(
                        new BatchCost(
                                1,
                                2000,
                                new Latency(.001, .0009, .002, .003, Provenance.MEASURED),
                                .02,
                                .001,
                                Provenance.MEASURED));
        assertThat(stage.joulesFrom()).isEqualTo(Provenance.ESTIMATED);
        assertThat(table.stage("stage2").orElseThrow().joulesFrom()).isEqualTo(Provenance.UNKNOWN);
        assertThat(table.stage("stage2").orElseThrow().joules(1)).isNaN();
        assertThat(table.fullPath().orElseThrow().joules(4)).isEqualTo(.03);

        Path file = CostOverlay.write(directory, table);
        assertThat(file).isEqualTo(directory.resolve(HASH).resolve("edge-3.yaml"));
        assertThat(file).hasContent(DOCUMENT);
        assertThat(CostOverlay.find(directory, HASH, "edge-3")).contains(table);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatIsNotThereIsNoFault() throws IOException {
        assertThat(CostOverlay.find(directory, HASH, "edge-3")).isEmpty();
    }

    @Test
    void aFileInTheWrongPlaceIsRefused() throws IOException {
        Path wrong = directory.resolve(HASH).resolve("edge-4.yaml");
        Files.createDirectories(wrong.getParent());
        Files.writeString(wrong, DOCUMENT);

        assertThatThrownBy(() -> CostOverlay.find(directory, HASH, "edge-4"))
                .hasMessageContaining("on edge-3")
                .hasMessageContaining(wrong.toString());
    }

    /** A batch of 1 takes 0.02 J, one of 11 takes 0.11 J. */
    @ParameterizedTest
    @CsvSource({"1, 0.02, 0.001", "6, 0.065, 0.0035", "11, 0.11, 0.006", "22, 0.22, 0.012"})
    void costsBetweenAndBeyondTheSizes(int batch, double batchJoules, double seconds) {
        PartCost stage = CostOverlay.parse("costs", DOCUMENT).stage("stage1").orElseThrow();

        assertThat(stage.joules(batch)).isCloseTo(batchJoules / batch, within(1e-12));
        assertThat(stage.seconds(batch)).isCloseTo(seconds, within(1e-12));
        assertThat(stage.mostJoules()).isEqualTo(.02);
        assertThat(stage.leastJoules()).isEqualTo(.01);
    }

    @Test
    void aSmallerBatchThanTheSmallestCostsAsMuchAsThat() {
        PartCost path = CostOverlay.parse("costs", DOCUMENT).fullPath().orElseThrow();

        assertThat(path.joules(2)).isCloseTo(.06, within(1e-12));
        assertThat(path.mostJoules()).isCloseTo(.12, within(1e-12));
        assertThat(path.seconds(1)).isEqualTo(.02);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format-version: 1 | format-version: 2 | format-version",
                "per-event: 0.02 | per-event: -0.02 | joules.per-event",
                "per-event: 0.02 | per-event: .nan | joules.per-event",
                "provenance: measured | provenance: guessed | measured | estimated",
                "batch: 11 | batch: 1 | rise",
                "p95: 0.002 | p95: 0.0001 | batch-seconds",
                "device-class: \"edge-3\" | device-class: \"../edge\" | device-class",
                "runs: 2000 | runs: 0 | runs"
            })
    void whatIsWrongIsNamed(String right, String wrong, String named) {
        assertThatThrownBy(() -> CostOverlay.parse("costs", DOCUMENT.replace(right, wrong)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aTableOfNoBundleOrClassIsRefused() {
        assertThatThrownBy(() -> new CostTable("x", "c", "d", List.of(), Optional.empty()))
                .hasMessageContaining("'x'");
        assertThatThrownBy(() -> new CostTable(HASH, "a/b", "d", List.of(), Optional.empty()))
                .hasMessageContaining("'a/b'");
        assertThat(DeviceClass.isValid(DeviceClass.ofThisMachine("tornado/0:1"))).isTrue();
    }
}
