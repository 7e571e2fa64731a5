package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatteryLevelTest {
    private static final String SUPPLIES = "sys/class/power_supply/";

    @TempDir private Path root;
    private FakeSys sys;
    private BatteryLevel level;

    @BeforeEach
    void open() {
        sys = new FakeSys(root);
        level = new BatteryLevel(root);
    }

    @Test
    void withoutABatteryThereIsNoLevel() {
        assertThat(level.read()).isNaN();
        sys.write(SUPPLIES + "AC/type", "Mains").write(SUPPLIES + "AC/online", 1);
        sys.write(SUPPLIES + "mouse/type", "Battery")
                .write(SUPPLIES + "mouse/scope", "Device")
                .write(SUPPLIES + "mouse/capacity", 3);
        assertThat(level.read()).isNaN();
    }

    @Test
    void capacityIsPercent() {
        battery("BAT0").write(SUPPLIES + "BAT0/capacity", 37);
        assertThat(level.read()).isEqualTo(.37, within(1e-12));
        battery("BAT1").write(SUPPLIES + "BAT1/capacity", 61);
        assertThat(level.read()).isEqualTo(.49, within(1e-12));
    }

    /** A small battery that is full does not make up for a large one that is empty. */
    @Test
    void severalCountByWhatTheyHold() {
        battery("BAT0")
                .write(SUPPLIES + "BAT0/capacity", 10)
                .write(SUPPLIES + "BAT0/energy_now", 9_000_000)
                .write(SUPPLIES + "BAT0/energy_full", 90_000_000);
        battery("BAT1")
                .write(SUPPLIES + "BAT1/capacity", 100)
                .write(SUPPLIES + "BAT1/energy_now", 10_000_000)
                .write(SUPPLIES + "BAT1/energy_full", 10_000_000);
        assertThat(level.read()).isEqualTo(.19, within(1e-12));
    }

    @Test
    void whatCannotBeReadIsNoLevel() {
        battery("BAT0").write(SUPPLIES + "BAT0/capacity", "unknown");
        assertThat(level.read()).isNaN();
        battery("BAT1").write(SUPPLIES + "BAT1/capacity", 130);
        assertThat(level.read()).isEqualTo(1);
    }

    private FakeSys battery(String name) {
        return sys.write(SUPPLIES + name + "/type", "Battery");
    }
}
