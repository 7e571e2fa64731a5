package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sensors of power: INA3221 chips and batteries. */
class PowerSourcesTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final String CHIP = "sys/class/hwmon/hwmon3/";
    private static final String BATTERY = "sys/class/power_supply/BAT0/";

    private FakeSys sys;
    private Ina3221Source ina3221;
    private BatterySource battery;

    @BeforeEach
    void fake(@TempDir Path root) {
        sys = new FakeSys(root);
        ina3221 = new Ina3221Source(root);
        battery = new BatterySource(root);
    }

    @Test
    void aBoardsRailHoldsTheOthers() throws IOException {
        rail(1, "VDD_IN", 5_000, 1_000).rail(2, "VDD_CPU_GPU_CV", 5_000, 400);

        assertThat(ina3221.absence()).isEmpty();
        assertThat(ina3221.detail()).isEqualTo("hwmon3/VDD_IN");
        assertThat(ina3221.read(0)).containsExactly(new EnergyCount("hwmon3/VDD_IN", 0));
        rail(1, "VDD_IN", 5_000, 3_000);
        assertThat(ina3221.read(2_000_000_000).get(0).joules()).isCloseTo(2 * 10, EXACT);
    }

    @Test
    void withoutSuchARailAllThatAreOnCount() {
        rail(1, "VDD_GPU_SOC", 5_000, 1_000).rail(2, "VDD_CPU_CV", 5_000, 400);
        rail(3, "OFF", 5_000, 400);
        sys.write(CHIP + "in3_enable", 0);
        sys.write(CHIP + "curr4_input", 9_999);
        sys.write("sys/class/hwmon/hwmon0/name", "coretemp");

        assertThat(ina3221.detail()).isEqualTo("hwmon3/VDD_GPU_SOC, hwmon3/VDD_CPU_CV");
    }

    @Test
    void aGapTooLongToGuessIsAnotherEpoch() throws IOException {
        rail(1, "VDD_IN", 5_000, 1_000);
        long before = ina3221.read(0).get(0).epoch();

        assertThat(ina3221.read(5_000_000_000L).get(0).epoch()).isEqualTo(before);
        assertThat(ina3221.read(10_100_000_000L).get(0).epoch()).isNotEqualTo(before);
    }

    @Test
    void aNegativePowerIsRefused() {
        rail(1, "VDD_IN", 5_000, -1_000);

        assertThatThrownBy(() -> ina3221.read(0)).hasMessageContaining("VDD_IN says -5.0 W");
    }

    @Test
    void aBatteryThatDischargesIsMeasured() throws IOException {
        battery("Discharging").write(BATTERY + "power_now", 8_000_000);

        assertThat(battery.absence()).isEmpty();
        battery.read(0);
        sys.write(BATTERY + "power_now", 12_000_000);
        assertThat(battery.read(1_000_000_000).get(0)).isEqualTo(new EnergyCount("BAT0", 10));
    }

    @Test
    void currentTimesVoltageWhereThereIsNoPower() throws IOException {
        battery("Discharging")
                .write(BATTERY + "current_now", -2_000_000)
                .write(BATTERY + "voltage_now", 4_000_000);

        battery.read(0);
        assertThat(battery.read(1_000_000_000).get(0).joules()).isCloseTo(8, EXACT);
    }

    @Test
    void whileItChargesItSaysNothing() {
        battery("Charging").write(BATTERY + "power_now", 8_000_000);

        assertThat(battery.absence().orElseThrow().reason())
                .isEqualTo("/sys/class/power_supply/BAT0 is 'Charging', not discharging");
        assertThatThrownBy(() -> battery.read(0)).hasMessageContaining("'Charging'");
    }

    @Test
    void mainsAndMiceAreNoBatteryOfTheMachine() {
        sys.write("sys/class/power_supply/AC/type", "Mains");
        sys.write("sys/class/power_supply/mouse/type", "Battery");
        sys.write("sys/class/power_supply/mouse/scope", "Device");

        assertThat(battery.absence().orElseThrow().reason()).startsWith("no battery below");
        assertThat(ina3221.absence()).isPresent();
    }

    private FakeSys battery(String status) {
        return sys.write(BATTERY + "type", "Battery").write(BATTERY + "status", status);
    }

    private PowerSourcesTest rail(int index, String label, int millivolts, int milliamperes) {
        sys.write(CHIP + "name", "ina3221")
                .write(CHIP + "in" + index + "_label", label)
                .write(CHIP + "in" + index + "_input", millivolts)
                .write(CHIP + "curr" + index + "_input", milliamperes);
        return this;
    }
}
