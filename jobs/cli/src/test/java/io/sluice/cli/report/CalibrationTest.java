package io.sluice.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostOverlay;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.PartCost;
import io.sluice.schemas.Provenance;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far accounted joules are trusted, from the costs that they rest on. */
class CalibrationTest {
    @TempDir private Path directory;

    @Test
    void isThatOfTheLeastCertainPart() throws Exception {
        Path file = write(cost(1, .5, .01), cost(8, .25, .02));

        assertThat(Calibration.uncertainty(file)).isCloseTo(.08, within(1e-12));
    }

    @Test
    void whereAnUncertaintyIsNotStatedNoneIsMadeUp() throws Exception {
        Path file = write(cost(1, .5, .01), cost(8, .25, Double.NaN));

        assertThatThrownBy(() -> Calibration.uncertainty(file))
                .hasMessageContaining("stage1 at batch 8 has no uncertainty of its joules");
    }

    @Test
    void aFileThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Calibration.uncertainty(directory.resolve("costs.json")))
                .hasMessageContaining("expected .../<bundle hash>/<device class>.yaml");
        assertThatThrownBy(() -> Calibration.uncertainty(directory.resolve("x/edge.yaml")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Path write(BatchCost... sizes) throws Exception {
        return CostOverlay.write(
                directory,
                new CostTable(
                        "0".repeat(64),
                        "edge",
                        "onnxruntime/cpu",
                        List.of(new PartCost("stage1", List.of(sizes))),
                        Optional.empty()));
    }

    private static BatchCost cost(int batch, double joules, double uncertainty) {
        return new BatchCost(
                batch,
                10,
                new BatchCost.Latency(1, 1, 1, 1, Provenance.MEASURED),
                joules,
                uncertainty,
                Double.isNaN(uncertainty) ? Provenance.ESTIMATED : Provenance.MEASURED);
    }
}
