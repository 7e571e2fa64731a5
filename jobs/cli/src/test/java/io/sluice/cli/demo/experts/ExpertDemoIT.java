package io.sluice.cli.demo.experts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExpertDemoIT {
    private static final Path EXAMPLES = Path.of("../examples");

    @Test
    void everyRequestHasOneAnswerWhileOneDeviceIsKilledAndOneIsSlowed() throws Exception {
        StringWriter text = new StringWriter();
        ExpertDemoSummary summary;
        try (ExpertDemo demo =
                ExpertDemo.start(
                        EXAMPLES.resolve("experts"),
                        EXAMPLES.resolve("fashion-mnist/sample"),
                        0,
                        new PrintWriter(text, true))) {
            summary = demo.run(50, 500);
        }
        assertThat(summary.sound()).as(text.toString()).isTrue();
        assertThat(summary.answers()).isEqualTo(500);
        assertThat(summary.joules()).isBetween(1e-6, .5 * summary.all().joules());
        // How many are in time is the demo's to show: a machine that stands still is late.
        assertThat(summary.asked()).as(text.toString()).hasSizeGreaterThan(1);
        assertThat(summary.reasons()).as(text.toString()).containsKey("EXPERTS");
        assertThat(summary.single().accuracy()).isGreaterThan(.9);
        assertThat(summary.all().accuracy()).isGreaterThan(.9);
    }
}
