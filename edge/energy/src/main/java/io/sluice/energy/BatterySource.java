package io.sluice.energy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What batteries give while they discharge, below {@code /sys/class/power_supply}: {@code
 * power_now} in microwatts, or {@code current_now} in microamperes times {@code voltage_now} in
 * microvolts. Energy is its integral over the readings. While a battery charges, it does not say
 * what the machine draws. Batteries of peripherals (scope {@code Device}) are none of the machine.
 */
final class BatterySource implements EnergySource {
    static final String NAME = "battery";

    private static final String SUPPLIES = "sys/class/power_supply";
    private static final double MICRO = 1e-6;

    /** Fuel gauges say something new about once a second. */
    private static final double TICK_SECONDS = 1;

    private final SysFiles files;
    private final Map<String, PowerIntegral> integrals = new HashMap<>();

    BatterySource(Path root) {
        this.files = new SysFiles(root);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Coverage covers() {
        return Coverage.MACHINE;
    }

    @Override
    public Optional<Absence> absence() {
        List<Path> batteries = batteries();
        if (batteries.isEmpty()) {
            return Optional.of(
                    new Absence(
                            "no battery below /" + SUPPLIES,
                            "only battery-powered devices have one"));
        }
        try {
            for (Path battery : batteries) {
                watts(battery);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Absence(e.getMessage(), "run on the battery"));
        }
    }

    @Override
    public String detail() {
        return batteries().stream().map(BatterySource::name).collect(Collectors.joining(", "));
    }

    @Override
    public double tickSeconds() {
        return TICK_SECONDS;
    }

    @Override
    public List<EnergyCount> read(long nanos) throws IOException {
        List<EnergyCount> counts = new ArrayList<>();
        for (Path battery : batteries()) {
            PowerIntegral integral = integrals.computeIfAbsent(name(battery), PowerIntegral::new);
            integral.add(watts(battery), nanos);
            counts.add(integral.count());
        }
        if (counts.isEmpty()) {
            throw new IOException("the batteries below /" + SUPPLIES + " are gone");
        }
        return counts;
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

    private List<Path> batteries() {
        return files.list(SUPPLIES, "*").stream()
                .filter(supply -> SysFiles.text(supply.resolve("type")).equals("Battery"))
                .filter(supply -> !SysFiles.text(supply.resolve("scope")).equals("Device"))
                .toList();
    }

    private static String name(Path battery) {
        return battery.getFileName().toString();
    }
}
