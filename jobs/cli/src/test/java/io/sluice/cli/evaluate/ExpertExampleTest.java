package io.sluice.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceCommandLine;
import io.sluice.cli.SluiceCommandLine.Run;
import io.sluice.cli.data.ExpertBundles;
import io.sluice.fitting.experts.ExpertReport;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.kernel.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the example of experts ships fits together. */
class ExpertExampleTest {
    private static final Path EXAMPLE = Path.of("../examples/experts");
    private static final Path IMAGES = Path.of("../examples/fashion-mnist/sample");
    private static final long MOST_BYTES = 6_000_000;

    @Test
    void itsPolicyIsForItsExperts() throws IOException {
        ExpertBundles known = ExpertBundles.load(EXAMPLE.resolve("experts.yaml"));
        SortedMap<String, Bundle> experts = known.open(known.names());
        Bundle router = Bundle.open(EXAMPLE.resolve("bundles/router"));
        ExpertPolicy policy = router.firstPolicy().experts().orElseThrow();

        assertThat(policy.names(policy.all())).containsExactlyElementsOf(experts.keySet());
        for (ExpertSpec expert : policy.experts()) {
            Bundle bundle = experts.get(expert.name());
            assertThat(bundle.hash()).isEqualTo(expert.bundle());
            assertThat(bundle.manifest().classes()).isEqualTo(router.manifest().classes());
        }
        assertThat(policy.categories()).isEqualTo(known.file().categories());
        ExpertReport report = ExpertReport.read(router.read(ExpertReport.FILE));
        assertThat(report.gap().isTooLarge()).isFalse();
        try (Stream<Path> files = Files.walk(EXAMPLE.resolve("bundles"))) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum())
                    .isLessThan(MOST_BYTES);
        }
    }

    /** On images that no network was trained on; the gate was fitted on some of them. */
    @Test
    void itIsJudgedOnTheSampleOfTheThreeExitExample() {
        Run run =
                SluiceCommandLine.run(
                        "evaluate",
                        "--bundle",
                        EXAMPLE.resolve("bundles/router").toString(),
                        "--experts",
                        EXAMPLE.resolve("experts.yaml").toString(),
                        "--data",
                        "idx:"
                                + IMAGES.resolve("validation-images-idx3-ubyte.gz")
                                + ","
                                + IMAGES.resolve("validation-labels-idx1-ubyte.gz"),
                        "--resamples",
                        "100");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("fashion-mnist-router@1.1.0, policy 1")
                .contains("Category default on 2,000 requests")
                .containsPattern("The choice keeps 9[789]\\.\\d\\d % of the accuracy of all");
    }
}
