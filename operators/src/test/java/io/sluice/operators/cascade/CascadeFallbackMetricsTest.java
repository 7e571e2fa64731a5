package io.sluice.operators.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.testkit.ManualTimer;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.TestBundles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is measured of stages that do not run where they were to. */
class CascadeFallbackMetricsTest {
    private final PlainScript fast = new PlainScript();
    private final ManualTimer timer = new ManualTimer();
    private final BundleHost host =
            new BundleHost(
                    List.of(
                            new PlainKernels("fast", fast),
                            new PlainKernels("steady", new PlainScript())),
                    timer);
    private final Map<String, Object> metrics = new TreeMap<>();
    private ActiveBundle bundle;
    private CascadeMetrics cascade;

    @AfterEach
    void close() {
        bundle.close();
    }

    @Test
    void aStageThatTheProviderRefusedIsShownWhereItRuns() {
        fast.lackOperatorsOf("stage2");
        open();

        assertThat(gauge("stage.stage1.runs_elsewhere")).isEqualTo(0);
        assertThat(gauge("stage.stage2.runs_elsewhere")).isEqualTo(1);
        assertThat(gauge("stage.stage2.provider.steady/java.stage_info")).isEqualTo(1);
        assertThat(gauge("stage.stage2.device_down")).isEqualTo(0);
        assertThat(gauge("provider.fast/java.bundle.ladder@1.0.0.bundle_info")).isEqualTo(1);
    }

    @Test
    void batchesThatWereTakenOverAreCountedByStage() {
        open();

        cascade.batchRan(1, 4, .001, true);
        cascade.batchRan(1, 4, .001, false);

        assertThat(count("stage.stage1.fallback_batches_total")).isZero();
        assertThat(count("stage.stage2.fallback_batches_total")).isEqualTo(1);
    }

    @Test
    void aLostDeviceIsDownUntilItIsBack() {
        open();
        try (LadderRunner runner = new LadderRunner(List.of(bundle.stage(0)), 1)) {
            fast.loseDeviceOnRun(1);
            runner.run(1);
            assertThat(gauge("stage.stage1.device_down")).isEqualTo(1);
            assertThat(gauge("stage.stage3.device_down")).isEqualTo(0);
            timer.advance(Duration.ofMillis(500));
            assertThat(gauge("stage.stage1.device_down_seconds_total")).isEqualTo(.5);

            fast.bringBack();
            timer.advance(Duration.ofSeconds(10));

            assertThat(gauge("stage.stage1.device_down")).isEqualTo(0);
            assertThat(gauge("stage.stage1.device_down_seconds_total")).isEqualTo(1.0);
        }
    }

    private void open() {
        bundle = host.acquire(TestBundles.ladder().open(), "fast", null);
        cascade = new CascadeMetrics(new RecordingGroup(""), bundle);
    }

    private Object gauge(String name) {
        return ((Gauge<?>) metrics.get("sluice." + name)).getValue();
    }

    @Test
    void whatAShadowedGateWouldSaveIsCounted() {
        open();
        cascade.wouldHaveLeft(0, false, 300, .25);
        cascade.wouldHaveLeft(1, true, 100, Double.NaN);
        assertThat(count("exit.0.shadow_gate_exits_total")).isEqualTo(1);
        assertThat(count("exit.1.shadow_gate_exits_total")).isEqualTo(1);
        assertThat(count("shadow_gate_changes_total")).isEqualTo(1);
        assertThat(count("shadow_gate_saved_multiply_adds_total")).isEqualTo(400);
        assertThat(count("shadow_gate_saved_microjoules_total")).isEqualTo(250_000);
    }

    private long count(String name) {
        return ((Counter) metrics.get("sluice." + name)).getCount();
    }

    /** Keeps metrics by their groups' names, labels' values and own name. */
    private final class RecordingGroup extends UnregisteredMetricsGroup {
        private final String path;

        RecordingGroup(String path) {
            this.path = path;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new RecordingGroup(path + name + ".");
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new RecordingGroup(path + key + "." + value + ".");
        }

        @Override
        public Counter counter(String name) {
            Counter counter = new SimpleCounter();
            metrics.put(path + name, counter);
            return counter;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            metrics.put(path + name, gauge);
            return gauge;
        }
    }
}
