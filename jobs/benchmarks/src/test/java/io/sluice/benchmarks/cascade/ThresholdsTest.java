package io.sluice.benchmarks.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ThresholdsTest {
    private static final Path README = Path.of("../examples/fashion-mnist/README.md");

    @ParameterizedTest
    @FieldSource("io.sluice.benchmarks.cascade.Thresholds#OF_THE_EXAMPLE")
    void areThoseOfTheExamplesTable(Thresholds pair) throws Exception {
        String row =
                "| %s | %s | %s |"
                        .formatted(
                                pair.name().substring("loss-".length()),
                                pair.first(),
                                pair.second());

        assertThat(Files.readString(README)).contains(row);
    }
}
