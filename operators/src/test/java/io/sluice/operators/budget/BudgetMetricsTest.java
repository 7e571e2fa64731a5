package io.sluice.operators.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class BudgetMetricsTest {
    private final Map<String, Gauge<?>> gauges = new HashMap<>();

    @Test
    void aBudgetThatIsNoMoreShowsNothing() {
        BudgetMetrics metrics = new BudgetMetrics(new Recorded(""));
        metrics.update(List.of(status("job"), status("tenant/acme")), 0, 0, Double.NaN);
        assertThat(shown("job")).isEqualTo(2.0);
        assertThat(shown("tenant/acme")).isEqualTo(2.0);
        metrics.update(List.of(status("job")), 0, 0, Double.NaN);
        assertThat(shown("job")).isEqualTo(2.0);
        assertThat(shown("tenant/acme")).isEqualTo(0.0);
        metrics.update(List.of(status("tenant/acme")), 0, 0, Double.NaN);
        assertThat(shown("job")).isEqualTo(0.0);
        assertThat(shown("tenant/acme")).isEqualTo(2.0);
    }

    private Object shown(String scope) {
        return gauges.get(" " + scope + " joules budget_price").getValue();
    }

    private static BudgetStatus status(String scope) {
        return new BudgetStatus(
                scope, Resource.JOULES, 10, 1, Double.NaN, false, 1, 2, 0, 0, 0, 0, 0, 0, 0, "");
    }

    /** Keeps gauges by the values of their labels. */
    private final class Recorded extends UnregisteredMetricsGroup {
        private final String labels;

        Recorded(String labels) {
            this.labels = labels;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Recorded(labels + " " + value);
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(labels + " " + name, gauge);
            return gauge;
        }
    }
}
