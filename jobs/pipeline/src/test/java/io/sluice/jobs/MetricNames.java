package io.sluice.jobs;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** All metrics of the process under the names that Flink's Prometheus reporter gives them. */
public final class MetricNames implements MetricReporter, MetricReporterFactory {
    private static final Map<String, Metric> METRICS = new ConcurrentHashMap<>();
    private static final Map<Metric, String> LIVE = new ConcurrentHashMap<>();
    private static final CharacterFilter FILTER = name -> name.replaceAll("[^a-zA-Z0-9:_]", "_");

    /** The names seen so far. */
    static Set<String> seen() {
        return METRICS.keySet();
    }

    /**
     * The value of the gauge or counter whose name ends so that was registered last; 0 when there
     * is none.
     */
    static double value(String end) {
        return METRICS.entrySet().stream()
                .filter(metric -> metric.getKey().endsWith(end))
                .mapToDouble(metric -> value(metric.getValue()))
                .max()
                .orElse(0);
    }

    /** The least value that any task has for it now; 0 when there is none. */
    static double least(String end) {
        return LIVE.entrySet().stream()
                .filter(metric -> metric.getValue().endsWith(end))
                .mapToDouble(metric -> value(metric.getKey()))
                .min()
                .orElse(0);
    }

    private static double value(Metric metric) {
        return metric instanceof Counter counter
                ? counter.getCount()
                : ((Number) ((Gauge<?>) metric).getValue()).doubleValue();
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return this;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String scope = LogicalScopeProvider.castFrom(group).getLogicalScope(FILTER, '_');
        String full = "flink_" + scope + "_" + FILTER.filterCharacters(name);
        METRICS.put(full, metric);
        LIVE.put(metric, full);
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        LIVE.remove(metric);
    }
}
