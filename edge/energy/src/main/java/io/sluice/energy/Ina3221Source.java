package io.sluice.energy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Power sensors of Jetson boards, chips called {@code ina3221} below {@code /sys/class/hwmon}:
 * {@code in[123]_input} in millivolts times {@code curr[123]_input} in milliamperes.
 *
 * <p>A rail that feeds the whole board holds the others and is then the only one; a board without
 * such a rail draws the sum of all. Disabled channels are left out, and so are the chip's own sums
 * behind the third.
 */
final class Ina3221Source extends PowerSensors {
    static final String NAME = "ina3221";

    /** Labels of rails that feed the whole board. */
    private static final Set<String> WHOLE_BOARD = Set.of("VDD_IN", "POM_5V_IN");

    private static final String CHIPS = "sys/class/hwmon";
    private static final int CHANNELS = 3;
    private static final double MICRO = 1e-6;

    /** Voltages and currents are converted in turn, and averaged. */
    private static final double TICK_SECONDS = 0.1;

    private final SysFiles files;

    Ina3221Source(Path root) {
        super(NAME, TICK_SECONDS);
        this.files = new SysFiles(root);
    }

    @Override
    Absence none() {
        return new Absence(
                "no chip of that name with a rail below /" + CHIPS, "only Jetson boards have one");
    }

    @Override
    String remedy() {
        return "let the user read it";
    }

    @Override
    List<Sensor> sensors() {
        List<Sensor> all = new ArrayList<>();
        for (Path chip : files.list(CHIPS, "hwmon*")) {
            if (SysFiles.text(chip.resolve("name")).equals(NAME)) {
                rails(chip, all);
            }
        }
        List<Sensor> whole = all.stream().filter(Ina3221Source::isWholeBoard).toList();
        return whole.isEmpty() ? all : whole.subList(0, 1);
    }

    private void rails(Path chip, List<Sensor> into) {
        for (int i = 1; i <= CHANNELS; i++) {
            Path volts = chip.resolve("in" + i + "_input");
            Path amperes = chip.resolve("curr" + i + "_input");
            boolean disabled = SysFiles.text(chip.resolve("in" + i + "_enable")).equals("0");
            if (Files.exists(amperes) && !disabled) {
                String label = SysFiles.text(chip.resolve("in" + i + "_label"));
                into.add(
                        new Sensor(
                                chip.getFileName() + "/" + (label.isEmpty() ? "in" + i : label),
                                () -> files.number(volts) * files.number(amperes) * MICRO));
            }
        }
    }

    private static boolean isWholeBoard(Sensor rail) {
        return WHOLE_BOARD.contains(rail.name().substring(rail.name().indexOf('/') + 1));
    }
}
