package io.sluice.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.cli.SluiceCommandLine.Run;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostOverlay;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.PartCost;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileCommandTest {
    private static final int WRONG_USAGE = 2;

    @TempDir private Path directory;

    /** 10 W above idle for the time that was computed, and never called measured. */
    @Test
    void aLadderWithGivenWattsIsEstimated() throws IOException {
        Path bundle = TestBundles.ladder().writeTo(directory.resolve("ladder"));
        Run run =
                profile(
                        bundle,
                        "--energy-sources=none",
                        "--idle-watts=2",
                        "--active-watts=12",
                        "--device-class=edge-3");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("device class edge-3 (onnxruntime/cpu)")
                .contains("Joules are not measured: there is no energy counter.")
                .contains("estimated")
                .doesNotContain(" measured\n");
        CostTable table = written(bundle, "edge-3");
        table.requireFits(Bundle.open(bundle).manifest());
        List<PartCost> parts = new ArrayList<>(table.stages());
        parts.add(table.fullPath().orElseThrow());
        assertThat(parts).hasSize(4);
        for (PartCost part : parts) {
            assertThat(part.sizes()).extracting(BatchCost::batch).containsExactly(1, 4);
            for (BatchCost size : part.sizes()) {
                assertThat(size.joulesFrom()).isEqualTo(Provenance.ESTIMATED);
                assertThat(size.runs()).isGreaterThanOrEqualTo(30);
                assertThat(size.latency().mean()).isPositive();
                double expected = 10 * size.latency().mean() / size.batch();
                assertThat(size.joules()).isCloseTo(expected, within(expected * 1e-6));
                assertThat(size.uncertaintyJoules()).isNaN();
            }
        }
    }

    @Test
    void withoutWattsThereAreNoJoules() throws IOException {
        Path bundle = RouterTestBundle.router().writeTo(directory.resolve("router"));
        Run run = profile(bundle, "--energy-sources=none", "--device-class=a", "--output=json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.get("notMeasured").asText()).contains("no energy counter");
        assertThat(report.get("rows")).hasSize(2);
        assertThat(report.get("rows").get(0).has("joules")).isFalse();
        assertThat(report.get("rows").get(0).get("joulesFrom").asText()).isEqualTo("UNKNOWN");
        CostTable table = written(bundle, "a");
        assertThat(table.fullPath()).isEmpty();
        assertThat(table.stages().get(0).joules(1)).isNaN();
        assertThat(table.stages().get(0).seconds(1)).isPositive();
    }

    @Test
    void aSensorBundleHasStemsAndBranches() throws IOException {
        Path bundle = SensorTestBundle.roads().writeTo(directory.resolve("roads"));
        Run run = profile(bundle, "--energy-sources=none", "--device-class=a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        CostTable table = written(bundle, "a");
        table.requireFits(Bundle.open(bundle).manifest());
        assertThat(table.fullPath()).isEmpty();
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        Path bundle = TestBundles.ladder().writeTo(directory.resolve("ladder"));
        assertWrong(bundle, "--active-watts=3", "expected idle-watts beside it");
        assertWrong(bundle, "--idle-watts=-3", "idle-watts");
        assertWrong(bundle, "--energy-sources=sun", "'sun'");
        assertWrong(bundle, "--batch-sizes=4,1", "[4, 1]");
        assertWrong(bundle, "--seconds=0", "--seconds: 0.0");
        assertWrong(bundle, "--device-class=a/b", "'a/b'");
    }

    private void assertWrong(Path bundle, String option, String message) {
        Run run = SluiceCommandLine.run("profile", bundle.toString(), option);
        assertThat(run.exitCode()).as(option).isEqualTo(WRONG_USAGE);
        assertThat(run.err()).contains(message);
    }

    private CostTable written(Path bundle, String deviceClass) throws IOException {
        String hash = Bundle.open(bundle).hash();
        return CostOverlay.find(directory.resolve("costs"), hash, deviceClass).orElseThrow();
    }

    private Run profile(Path bundle, String... more) {
        String[] arguments = {
            "profile",
            bundle.toString(),
            "--costs=" + directory.resolve("costs"),
            "--batch-sizes=1,4",
            "--seconds=0.02"
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return SluiceCommandLine.run(all);
    }
}
