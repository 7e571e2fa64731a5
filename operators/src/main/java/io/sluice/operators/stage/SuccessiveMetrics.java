package io.sluice.operators.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;

/**
 * A group of metrics for one of several that follow each other under the same names, such as the
 * bundles that a task runs. Flink registers a name once and for as long as the operator runs. So
 * counters, histograms and meters are shared by all and go on; a gauge shows what the last one to
 * register it says, and 0 when that one is closed.
 *
 * <p><b>Owned state:</b> the gauges registered through it, and all metrics in common with its
 * {@link #successor}s. <b>Threading:</b> the task's thread; gauges are read by any.
 */
public final class SuccessiveMetrics implements MetricGroup, AutoCloseable {
    private final Node node;
    private final List<Slot> gauges;

    /** What stands in Flink's group, once. */
    private record Node(
            MetricGroup group, Map<String, Metric> metrics, Map<String, Node> children) {
        Node(MetricGroup group) {
            this(group, new HashMap<>(), new HashMap<>());
        }

        @SuppressWarnings("unchecked") // A name has one type of metric.
        <M extends Metric> M metric(String name, Supplier<M> register) {
            return (M) metrics.computeIfAbsent(name, n -> register.get());
        }
    }

    /** A gauge that stays while who answers changes. */
    private static final class Slot implements Gauge<Object> {
        private volatile Gauge<?> source;
        private List<Slot> owner;

        @Override
        public Object getValue() {
            Gauge<?> now = source;
            return now == null ? 0 : now.getValue();
        }
    }

    private SuccessiveMetrics(Node node, List<Slot> gauges) {
        this.node = node;
        this.gauges = gauges;
    }

    /** The first of those that follow each other in a group. */
    public static SuccessiveMetrics in(MetricGroup group) {
        return new SuccessiveMetrics(new Node(group), new ArrayList<>());
    }

    /** One more beside it or after it. */
    public SuccessiveMetrics successor() {
        return new SuccessiveMetrics(node, new ArrayList<>());
    }

    @Override
    public Counter counter(String name) {
        return node.metric(name, () -> node.group().counter(name));
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
        return node.metric(name, () -> node.group().counter(name, counter));
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        Slot slot = node.metric(name, () -> node.group().gauge(name, new Slot()));
        slot.source = gauge;
        slot.owner = gauges;
        gauges.add(slot);
        return gauge;
    }

    @Override
    public <H extends Histogram> H histogram(String name, H histogram) {
        return node.metric(name, () -> node.group().histogram(name, histogram));
    }

    @Override
    public <M extends Meter> M meter(String name, M meter) {
        return node.metric(name, () -> node.group().meter(name, meter));
    }

    @Override
    public MetricGroup addGroup(String name) {
        return child(name, () -> node.group().addGroup(name));
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return child(key + "=" + value, () -> node.group().addGroup(key, value));
    }

    private MetricGroup child(String name, Supplier<MetricGroup> register) {
        Node child = node.children().computeIfAbsent(name, n -> new Node(register.get()));
        return new SuccessiveMetrics(child, gauges);
    }

    @Override
    public String[] getScopeComponents() {
        return node.group().getScopeComponents();
    }

    @Override
    public Map<String, String> getAllVariables() {
        return node.group().getAllVariables();
    }

    @Override
    public String getMetricIdentifier(String name) {
        return node.group().getMetricIdentifier(name);
    }

    @Override
    public String getMetricIdentifier(String name, CharacterFilter filter) {
        return node.group().getMetricIdentifier(name, filter);
    }

    /** Its gauges show 0 from now on, but those that another has registered since. */
    @Override
    public void close() {
        for (Slot slot : gauges) {
            if (slot.owner == gauges) {
                slot.source = null;
            }
        }
    }
}
