package io.sluice.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.energy.EnergyMeter;
import io.sluice.energy.PowerModel;
import io.sluice.energy.SimulatedSource;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Provenance;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ProfilerTest {
    private static final double WATTS = 50;
    private static final double IDLE_WATTS = 20;

    /** Every window lasts a second by the machine's clock, and takes 30 J above idle. */
    @Test
    void joulesOfACounterAreMeasuredAboveIdleAndSharedByAllRows() {
        CostTable table = profile(WATTS);

        for (BatchCost size : table.fullPath().orElseThrow().sizes()) {
            double rows = (double) size.runs() * size.batch();
            assertThat(size.joulesFrom()).isEqualTo(Provenance.MEASURED);
            assertThat(size.joules() * rows).isCloseTo(30, within(1e-6));
            assertThat(size.uncertaintyJoules() * rows).isCloseTo(WATTS * 0.001, within(1e-4));
        }
    }

    @Test
    void aMachineThatDrawsNoMoreThanIdleGivesNoJoules() {
        CostTable table = profile(IDLE_WATTS / 2);

        assertThat(table.stages().get(0).sizes().get(0).joulesFrom()).isEqualTo(Provenance.UNKNOWN);
    }

    private static CostTable profile(double watts) {
        SimulatedSource machine = new SimulatedSource(1).tick(0.001);
        LongSupplier clock =
                () -> {
                    machine.use(watts, 1);
                    return machine.nanos();
                };
        EnergyMeter meter =
                new EnergyMeter(List.of(machine), PowerModel.UNKNOWN, IDLE_WATTS, clock);
        try (ActiveBundle active =
                        BundleHost.process()
                                .acquire(TestBundles.ladder().open(), "onnxruntime", null);
                Profiler profiler =
                        new Profiler(active, meter, List.of(1, 3), 0.02, (step, done, all) -> {})) {
            return profiler.profile("test");
        }
    }
}
