package io.sluice.energy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What batteries give while they discharge, below {@code /sys/class/power_supply}: {@code
 * power_now} in microwatts, or {@code current_now} in microamperes times {@code voltage_now} in
 * microvolts. While a battery charges, it does not say what the machine draws. Batteries of
 * peripherals (scope {@code Device}) are none of the machine.
 */
final class BatterySource extends PowerSensors {
    static final String NAME = "battery";

    private static final String SUPPLIES = "sys/class/power_supply";
    private static final double MICRO = 1e-6;

    /** Fuel gauges say something new about once a second. */
    private static final double TICK_SECONDS = 1;

    private final SysFiles files;

    BatterySource(Path root) {
        super(NAME, TICK_SECONDS);
        this.files = new SysFiles(root);
    }

    @Override
    Absence none() {
        return new Absence(
                "no battery below /" + SUPPLIES, "only battery-powered devices have one");
    }

    @Override
    String remedy() {
        return "run on the battery";
    }

    @Override
    List<Sensor> sensors() {
        return batteries(files).stream()
                .map(battery -> new Sensor(name(battery), () -> watts(battery)))
                .toList();
    }

    /** The directories of the machine's batteries. */
    static List<Path> batteries(SysFiles files) {
        return files.list(SUPPLIES, "*").stream()
                .filter(supply -> SysFiles.text(supply.resolve("type")).equals("Battery"))
                .filter(supply -> !SysFiles.text(supply.resolve("scope")).equals("Device"))
                .toList();
    }

    private double watts(Path battery) throws IOException {
        String status = SysFiles.text(battery.resolve("status"));
        if (!status.equals("Discharging")) {
            throw new IOException(files.shown(battery) + " is '" + status + "', not discharging");
        }
        Path power = battery.resolve("power_now");
        // Some drivers count what leaves the battery as negative.
        return Math.abs(
                Files.exists(power)
                        ? files.number(power) * MICRO
                        : files.number(battery.resolve("current_now"))
                                * MICRO
                                * files.number(battery.resolve("voltage_now"))
                                * MICRO);
    }

    private static String name(Path battery) {
        return battery.getFileName().toString();
    }
}
