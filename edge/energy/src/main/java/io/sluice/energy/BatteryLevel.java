package io.sluice.energy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How full the machine's batteries are, below {@code /sys/class/power_supply}: what they hold over
 * what they can hold ({@code energy_now}, {@code energy_full}) where all say so, else the mean of
 * {@code capacity} in percent. Batteries of peripherals are none of the machine. It says how things
 * are and needs no permission; whether a battery charges makes no difference.
 */
public final class BatteryLevel {
    private static final double PERCENT = .01;

    private final SysFiles files;

    /**
     * @param root the file system's root
     */
    public BatteryLevel(Path root) {
        this.files = new SysFiles(root);
    }

    /** That of this machine. */
    public static BatteryLevel ofThisMachine() {
        return new BatteryLevel(Path.of("/"));
    }

    /** From 0 to 1; NaN where there is no battery, or none that can be read. */
    public double read() {
        List<Path> batteries = BatterySource.batteries(files);
        double level = held(batteries);
        return Double.isNaN(level) ? meanCapacity(batteries) : level;
    }

    private double held(List<Path> batteries) {
        double held = 0;
        double most = 0;
        for (Path battery : batteries) {
            held += number(battery, "energy_now");
            most += number(battery, "energy_full");
        }
        return most > 0 ? within(held / most) : Double.NaN;
    }

    private double meanCapacity(List<Path> batteries) {
        double sum = 0;
        int known = 0;
        for (Path battery : batteries) {
            double capacity = number(battery, "capacity");
            if (!Double.isNaN(capacity)) {
                sum += within(capacity * PERCENT);
                known++;
            }
        }
        return known == 0 ? Double.NaN : sum / known;
    }

    private static double within(double level) {
        return Math.max(0, Math.min(1, level));
    }

    private double number(Path battery, String file) {
        try {
            return files.number(battery.resolve(file));
        } catch (IOException notThere) {
            return Double.NaN;
        }
    }
}
