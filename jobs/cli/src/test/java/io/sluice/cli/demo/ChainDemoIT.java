package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.demo.chain.ChainDemo;
import io.sluice.cli.demo.chain.ChainDemoSummary;
import io.sluice.cli.demo.chain.Phase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChainDemoIT {
    private static final Path EXAMPLES = Path.of("../examples");

    /** Beyond them the phases are not those of a machine that runs. */
    private static final double MOST_LOST_SECONDS = 2;

    @Test
    void everySampleHasOneAnswerOfThreePipelinesUnderOneBudget() throws Exception {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        ChainDemoSummary summary;
        double lostSeconds;
        try (StandstillWatch watch = StandstillWatch.start();
                ChainDemo demo =
                        ChainDemo.start(
                                EXAMPLES.resolve("all"),
                                EXAMPLES.resolve("experts"),
                                EXAMPLES.resolve("fashion-mnist/sample"),
                                0,
                                out)) {
            summary = demo.run(8, 5);
            lostSeconds = watch.lostSeconds();
        }
        summary.print(out);
        out.printf("The machine stood still for %.1f s.%n", lostSeconds);
        String said = text.toString();
        assertThat(summary.sound()).as(said).isTrue();
        assertThat(summary.phases()).extracting(Phase::budget).containsExactly(4.0, 2.0, 4.0);
        if (lostSeconds < MOST_LOST_SECONDS) {
            assertThat(summary.samples().refused()).as(said).isLessThan(8 * summary.ticks() / 10);
            assertThat(summary.phases()).as(said).allMatch(phase -> phase.spent() > 0);
            assertThat(summary.phases())
                    .as(said)
                    .flatExtracting(phase -> phase.answeredBy().keySet())
                    .contains("sensors", "clothes", "experts");
            assertThat(summary.phases()).as(said).allMatch(phase -> phase.accuracy() > .5);
        }
    }
}
