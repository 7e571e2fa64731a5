package io.sluice.operators.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class SuccessiveMetricsTest {
    private final Map<String, Gauge<?>> registered = new HashMap<>();
    private final SuccessiveMetrics root = SuccessiveMetrics.in(new Recording());

    private final class Recording extends UnregisteredMetricsGroup {
        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            assertThat(registered.put(name, gauge)).as(name + " registered before").isNull();
            return gauge;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return this;
        }
    }

    @Test
    void countersGoOnAndAGaugeShowsTheLatest() {
        SuccessiveMetrics first = root.successor();
        SuccessiveMetrics second = root.successor();
        Counter counted = first.addGroup("exit", "0").counter("exits_total");
        counted.inc();
        assertThat(second.addGroup("exit", "0").counter("exits_total")).isSameAs(counted);
        assertThat(second.addGroup("exit", "1").counter("exits_total")).isNotSameAs(counted);

        gauge(first, "shared", 1);
        gauge(first, "of_first", 1);
        gauge(second, "shared", 2);
        assertThat(registered.get("shared").getValue()).isEqualTo(2);
        first.close();
        assertThat(registered.get("shared").getValue()).isEqualTo(2);
        assertThat(registered.get("of_first").getValue()).isEqualTo(0);
        gauge(root.successor(), "of_first", 3);
        assertThat(registered.get("of_first").getValue()).isEqualTo(3);
        second.close();
        assertThat(registered.get("shared").getValue()).isEqualTo(0);
    }

    private static void gauge(SuccessiveMetrics metrics, String name, int value) {
        Gauge<Integer> gauge = () -> value;
        metrics.gauge(name, gauge);
    }
}
