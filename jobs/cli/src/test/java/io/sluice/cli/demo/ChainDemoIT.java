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

    @Test
    void everySampleHasOneAnswerOfThreePipelinesUnderOneBudget() throws Exception {
        StringWriter text = new StringWriter();
        ChainDemoSummary summary;
        try (ChainDemo demo =
                ChainDemo.start(
                        EXAMPLES.resolve("all"),
                        EXAMPLES.resolve("experts"),
                        EXAMPLES.resolve("fashion-mnist/sample"),
                        0,
                        new PrintWriter(text, true))) {
            summary = demo.run(8, 5);
        }
        assertThat(summary.sound()).as(text.toString()).isTrue();
        assertThat(summary.phases()).extracting(Phase::budget).containsExactly(4.0, 2.0, 4.0);
        assertThat(summary.phases()).allMatch(phase -> phase.spent() > 0);
        assertThat(summary.phases())
                .flatExtracting(phase -> phase.answeredBy().keySet())
                .contains("sensors", "clothes", "experts");

        assertThat(summary.phases()).allMatch(phase -> phase.accuracy() > .5);
    }
}
