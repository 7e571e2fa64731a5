package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Section;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The form of the alarm rules; {@link GuardIT} holds their metrics to those of a running job. */
class AlarmRulesTest {
    @Test
    void everyRuleHasANameAnExpressionASeverityAndASummary() throws Exception {
        List<Section> rules = AlarmRules.rules();
        assertThat(rules).hasSizeGreaterThan(5);
        for (Section rule : rules) {
            assertThat(rule.string("alert")).startsWith("Sluice");
            assertThat(rule.string("expr")).contains("flink_");
            assertThat(depth(rule.string("expr"))).as(rule.string("alert")).isZero();
            assertThat(rule.section("labels").string("severity")).isIn("warning", "critical");
            assertThat(rule.section("annotations").string("summary")).isNotBlank();
        }
    }

    @Test
    void aMetricThatNobodyReportsIsFound() throws Exception {
        assertThat(AlarmRules.unknownMetrics(Set.of()))
                .contains(
                        "flink_taskmanager_job_task_operator_sluice_mean_exit_depth",
                        "flink_jobmanager_job_numRestarts");
    }

    /** Parentheses opened less those closed. */
    private static long depth(String expression) {
        return expression.chars().filter(c -> c == '(').count()
                - expression.chars().filter(c -> c == ')').count();
    }
}
