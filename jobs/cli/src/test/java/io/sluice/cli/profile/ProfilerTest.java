package io.sluice.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.energy.Absence;
import io.sluice.energy.EnergyCount;
import io.sluice.energy.EnergyMeter;
import io.sluice.energy.EnergySource;
import io.sluice.energy.PowerModel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Provenance;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfilerTest {
    private static final double WATTS = 50;
    private static final double IDLE_WATTS = 20;

    /** A machine that draws 50 W as long as it is looked at. */
    @Test
    void joulesOfACounterAreMeasuredAboveIdle() {
        CostTable table = profile(WATTS);

        for (BatchCost size : table.fullPath().orElseThrow().sizes()) {
            assertThat(size.joulesFrom()).isEqualTo(Provenance.MEASURED);
            // The window holds the runs and the little between them.
            double least = (WATTS - IDLE_WATTS) * size.latency().mean() / size.batch();
            assertThat(size.joules()).isBetween(least, 2 * least);
            assertThat(size.uncertaintyJoules()).isPositive().isLessThan(size.joules());
        }
    }

    @Test
    void aMachineThatDrawsNoMoreThanIdleGivesNoJoules() {
        CostTable table = profile(IDLE_WATTS / 2);

        assertThat(table.stages().get(0).sizes().get(0).joulesFrom()).isEqualTo(Provenance.UNKNOWN);
    }

    private static CostTable profile(double watts) {
        EnergyMeter meter =
                new EnergyMeter(
                        List.of(new Steady(watts)),
                        PowerModel.UNKNOWN,
                        IDLE_WATTS,
                        System::nanoTime);
        try (ActiveBundle active =
                        BundleHost.process()
                                .acquire(TestBundles.ladder().open(), "onnxruntime", null);
                Profiler profiler =
                        new Profiler(active, meter, List.of(1, 3), 0.02, (step, done, all) -> {})) {
            return profiler.profile("test");
        }
    }

    /** Draws the same power at all times. */
    private static final class Steady implements EnergySource {
        private final double watts;
        private final long start = System.nanoTime();

        Steady(double watts) {
            this.watts = watts;
        }

        @Override
        public String name() {
            return "steady";
        }

        @Override
        public Coverage covers() {
            return Coverage.MACHINE;
        }

        @Override
        public Optional<Absence> absence() {
            return Optional.empty();
        }

        @Override
        public String detail() {
            return "";
        }

        @Override
        public double tickSeconds() {
            return 0.001;
        }

        @Override
        public List<EnergyCount> read(long nanos) {
            return List.of(new EnergyCount("all", (nanos - start) / 1e9 * watts));
        }
    }
}
