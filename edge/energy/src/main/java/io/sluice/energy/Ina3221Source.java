package io.sluice.energy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Power sensors of Jetson boards, chips called {@code ina3221} below {@code /sys/class/hwmon}:
 * {@code in[123]_input} in millivolts times {@code curr[123]_input} in milliamperes. Energy is
 * their integral over the readings.
 *
 * <p>A rail that feeds the whole board holds the others and is then the only one; a board without
 * such a rail draws the sum of all. Disabled channels are left out, and so are the chip's own sums
 * behind the third.
 */
final class Ina3221Source implements EnergySource {
    static final String NAME = "ina3221";

    /** Labels of rails that feed the whole board. */
    private static final Set<String> WHOLE_BOARD = Set.of("VDD_IN", "POM_5V_IN");

    private static final String CHIPS = "sys/class/hwmon";
    private static final int CHANNELS = 3;
    private static final double MICRO = 1e-6;

    /** Voltages and currents are converted in turn, and averaged. */
    private static final double TICK_SECONDS = 0.1;

    private final SysFiles files;
    private final Map<String, PowerIntegral> integrals = new HashMap<>();

    /** One channel of a chip. */
    private record Rail(String name, Path volts, Path amperes) {}

    Ina3221Source(Path root) {
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
        if (rails().isEmpty()) {
            return Optional.of(
                    new Absence(
                            "no chip of that name with a rail below /" + CHIPS,
                            "only Jetson boards have one"));
        }
        try {
            for (Rail rail : rails()) {
                watts(rail);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Absence(e.getMessage(), "let the user read it"));
        }
    }

    @Override
    public String detail() {
        return rails().stream().map(Rail::name).collect(Collectors.joining(", "));
    }

    @Override
    public double tickSeconds() {
        return TICK_SECONDS;
    }

    @Override
    public List<EnergyCount> read(long nanos) throws IOException {
        List<EnergyCount> counts = new ArrayList<>();
        for (Rail rail : rails()) {
            PowerIntegral integral = integrals.computeIfAbsent(rail.name(), PowerIntegral::new);
            integral.add(watts(rail), nanos);
            counts.add(integral.count());
        }
        if (counts.isEmpty()) {
            throw new IOException("the rails below /" + CHIPS + " are gone");
        }
        return counts;
    }

    private double watts(Rail rail) throws IOException {
        return files.number(rail.volts()) * files.number(rail.amperes()) * MICRO;
    }

    private List<Rail> rails() {
        List<Rail> all = new ArrayList<>();
        for (Path chip : files.list(CHIPS, "hwmon*")) {
            if (SysFiles.text(chip.resolve("name")).equals(NAME)) {
                all.addAll(rails(chip));
            }
        }
        List<Rail> whole = all.stream().filter(r -> WHOLE_BOARD.contains(label(r))).toList();
        return whole.isEmpty() ? all : whole.subList(0, 1);
    }

    private static List<Rail> rails(Path chip) {
        List<Rail> rails = new ArrayList<>();
        for (int i = 1; i <= CHANNELS; i++) {
            Path amperes = chip.resolve("curr" + i + "_input");
            boolean disabled = SysFiles.text(chip.resolve("in" + i + "_enable")).equals("0");
            if (Files.exists(amperes) && !disabled) {
                String label = SysFiles.text(chip.resolve("in" + i + "_label"));
                String name = chip.getFileName() + "/" + (label.isEmpty() ? "in" + i : label);
                rails.add(new Rail(name, chip.resolve("in" + i + "_input"), amperes));
            }
        }
        return rails;
    }

    private static String label(Rail rail) {
        return rail.name().substring(rail.name().indexOf('/') + 1);
    }
}
