package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Resource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which budgets of joules a job promises to keep, by its sections costs and energy. */
class PipelineBudgetsTest {
    private static final Limit SOFT = Limit.soft("job", Resource.JOULES, 40, 60);
    private static final Limit HARD = Limit.hard("job", Resource.JOULES, 40, 60, 40);
    private static final Bundle LADDER = TestBundles.ladder().open();

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "costs.directory: costs",
                "energy: {idle-watts: 4, active-watts: 12}",
                "energy: {sources: none, idle-watts: 4, active-watts: 12}",
                "energy: {sources: [powercap, nvidia-smi]}"
            })
    void joulesThatWillBeKnown(String sections) {
        assertThatCode(() -> require(sections, SOFT)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parallelism: 1",
                "energy: {sources: auto}",
                "energy: {sources: none}",
                "energy: {idle-watts: 4, active-watts: 4}"
            })
    void joulesThatMayNeverBeKnown(String sections) {
        assertThatThrownBy(() -> require(sections, SOFT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("budgets.limits: ")
                .hasMessageContaining("expected costs.directory, energy.active-watts, or")
                .hasMessageContaining("energy.sources with the names");
    }

    @Test
    void aCounterTellsNoWorstCase() {
        assertThatThrownBy(() -> require("energy: {sources: [powercap]}", HARD))
                .hasMessageContaining("expected joules with costs.directory");
        assertThatCode(() -> require("costs.directory: costs", HARD)).doesNotThrowAnyException();
    }

    @Test
    void aBudgetBelowTheCheapestActionSaysTheLeast() throws Exception {
        OneJouleCosts.write(directory.resolve("costs"), LADDER);
        String costs = "costs: {directory: '%s/costs', device-class: test}".formatted(directory);
        assertThatThrownBy(() -> require(costs, Limit.event(Resource.JOULES, .9)))
                .hasMessage(
                        "budgets.limits: event joules of 0.9000 J allows nothing; expected at least"
                                + " 1.000 J, which the cheapest action takes");
        assertThatThrownBy(() -> require(costs, Limit.hard("job", Resource.JOULES, 40, 60, .66)))
                .hasMessageContaining("job joules with a burst of 0.6600 J allows nothing")
                .hasMessageContaining("expected a burst of at least 1.000 J");
        assertThatCode(() -> require(costs, HARD)).doesNotThrowAnyException();
        assertThatCode(() -> require(costs, Limit.event(Resource.JOULES, 1)))
                .doesNotThrowAnyException();
    }

    private static void require(String sections, Limit limit) {
        String text =
                """
                name: a
                source: {bootstrap-servers: 'kafka:9092', topics: [events], format: sluice-event}
                bundle.uri: bundle
                sink.topic: predictions
                """;
        PipelineConfig config =
                PipelineConfig.parse("test", text + sections, Path.of("/"), name -> "");
        PipelineBudgets.require(
                config, LADDER.manifest(), LADDER.firstPolicy(), Budgets.of(List.of(limit)));
    }
}
