package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowercapSourceTest {
    private FakeSys sys;
    private PowercapSource source;

    @BeforeEach
    void fake(@TempDir Path root) {
        sys = new FakeSys(root);
        source = new PowercapSource(root);
    }

    @Test
    void zonesThatAreInOthersAreNotCountedTwice() throws IOException {
        sys.zone("intel-rapl:0", "package-0", 7_000_000)
                .zone("intel-rapl:0:0", "core", 4_000_000)
                .zone("intel-rapl:0:1", "uncore", 1_000_000)
                .zone("intel-rapl:0:2", "dram", 2_000_000)
                .zone("intel-rapl:1", "psys", 30_000_000)
                .zone("intel-rapl-mmio:0", "package-0", 7_000_000);

        assertThat(source.absence()).isEmpty();
        assertThat(source.detail()).isEqualTo("intel-rapl:0/package-0, intel-rapl:0:2/dram");
        assertThat(source.read(0))
                .containsExactly(
                        new EnergyCount("intel-rapl:0/package-0", 7, 1_000, 0),
                        new EnergyCount("intel-rapl:0:2/dram", 2, 1_000, 0));
    }

    @Test
    void thePlatformCountsWhereThereIsNoPackage() {
        sys.zone("intel-rapl:0", "psys", 30_000_000);

        assertThat(source.detail()).isEqualTo("intel-rapl:0/psys");
    }

    @Test
    void aMachineWithoutSaysWhyAndWhatIsDone() {
        assertThat(source.absence().orElseThrow().reason()).contains("/sys/class/powercap");
        assertThat(source.absence().orElseThrow().remedy()).contains("virtual machines");
    }

    @Test
    void aCounterThatCannotBeReadIsNamedWithTheRemedy() {
        sys.zone("intel-rapl:0", "package-0", 1);
        sys.delete("sys/class/powercap/intel-rapl:0/energy_uj");

        Absence absence = source.absence().orElseThrow();
        assertThat(absence.reason()).contains("/sys/class/powercap/intel-rapl:0/energy_uj");
        assertThat(absence.remedy()).contains("chmod");
        assertThatThrownBy(() -> source.read(0)).hasMessageContaining("intel-rapl:0/energy_uj");
    }

    /** From the file to the joules of a window, over a wrap. */
    @Test
    void aWindowOverAWrapIsMeasured() {
        sys.zone("intel-rapl:0", "package-0", 990_000_000);
        long[] nanos = {0};
        EnergyMeter meter = new EnergyMeter(List.of(source), PowerModel.UNKNOWN, 5, () -> nanos[0]);

        EnergyMark mark = meter.mark();
        nanos[0] = 400_000_000;
        sys.counter("intel-rapl:0", 10_000_000);
        EnergyWindow window = meter.since(mark, 0.4);

        assertThat(window.provenance()).isEqualTo(Provenance.MEASURED);
        assertThat(window.joules()).isCloseTo(20 - 5 * 0.4, within(1e-9));
        assertThat(window.uncertaintyJoules()).isCloseTo(20 * 0.001 / 0.4, within(1e-9));
    }

    @Test
    void aFileThatHoldsNoNumberIsQuoted() {
        sys.zone("intel-rapl:0", "package-0", 1)
                .write("sys/class/powercap/intel-rapl:0/energy_uj", "x");

        assertThatThrownBy(() -> source.read(0))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "/sys/class/powercap/intel-rapl:0/energy_uj holds 'x', expected a number");
    }
}
