package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoIT {
    @Test
    void everyEventOfTheDemoHasOneOutcome() throws Exception {
        StringWriter text = new StringWriter();
        DemoSummary summary;
        try (Demo demo =
                Demo.start(Path.of("../examples/fashion-mnist"), 0, new PrintWriter(text, true))) {
            summary = demo.run(1500, 4500);
        }
        assertThat(summary.sound()).as(text.toString()).isTrue();
        assertThat(summary.predictions()).isEqualTo(4500);
        assertThat(summary.planted()).isPositive();
        assertThat(summary.deadLetters()).hasSize((int) summary.planted());
        assertThat(summary.fullAccuracy()).isGreaterThan(.905);
        assertThat(summary.accuracy()).isGreaterThan(summary.fullAccuracy() - .005);
        assertThat(summary.guarantee().maxDisagreement()).isEqualTo(.01);
        assertThat(1 - summary.agreement()).isLessThan(.01);
        assertThat(summary.multiplyAdds()).isLessThan(.5 * summary.fullMultiplyAdds());
    }
}
