package io.sluice.cli.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which energy counters of this machine can be read, or why not. Looks below the given root, so
 * that a test can show it any machine.
 */
final class EnergyCounters {
    private final Path root;
    private final List<Path> searchPath;

    /**
     * @param root the file system's root
     * @param searchPath the directories where {@code nvidia-smi} may be
     */
    EnergyCounters(Path root, List<Path> searchPath) {
        this.root = root;
        this.searchPath = searchPath;
    }

    List<Finding> look() {
        return List.of(powercap(), nvidia(), ina3221(), battery());
    }

    private Finding powercap() {
        String subject = "energy: RAPL (powercap)";
        List<Path> zones = list("sys/class/powercap", "intel-rapl:*");
        if (zones.isEmpty()) {
            return Finding.absent(
                    subject,
                    "no intel-rapl zone below /sys/class/powercap",
                    "usual in virtual machines; energy is then estimated by a power model");
        }
        for (Path zone : zones) {
            Path counter = zone.resolve("energy_uj");
            Optional<String> value = read(counter);
            if (value.isEmpty()) {
                return Finding.absent(
                        subject,
                        "/" + root.relativize(counter) + " cannot be read by this user",
                        "let the user read it: chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj");
            }
        }
        return Finding.ok(subject, zones.size() + " zones can be read");
    }

    private Finding nvidia() {
        String subject = "energy: NVIDIA (nvidia-smi)";
        for (Path directory : searchPath) {
            if (Files.isExecutable(directory.resolve("nvidia-smi"))) {
                return Finding.ok(subject, directory.resolve("nvidia-smi").toString());
            }
        }
        return Finding.absent(
                subject,
                "nvidia-smi is not on the PATH",
                "install the NVIDIA driver if there is a GPU");
    }

    private Finding ina3221() {
        String subject = "energy: INA3221 (Jetson)";
        for (Path chip : list("sys/class/hwmon", "hwmon*")) {
            if (read(chip.resolve("name")).filter("ina3221"::equals).isPresent()) {
                return Finding.ok(subject, "/" + root.relativize(chip));
            }
        }
        return Finding.absent(subject, "no hwmon chip of that name", "only Jetson boards have one");
    }

    private Finding battery() {
        String subject = "energy: battery (power_supply)";
        for (Path supply : list("sys/class/power_supply", "*")) {
            if (read(supply.resolve("type")).filter("Battery"::equals).isPresent()) {
                return Finding.ok(subject, "/" + root.relativize(supply));
            }
        }
        return Finding.absent(subject, "no battery", "only battery-powered devices have one");
    }

    private List<Path> list(String directory, String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(root.resolve(directory), glob)) {
            entries.forEach(found::add);
        } catch (IOException absent) {
            return List.of();
        }
        return found;
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).trim());
        } catch (IOException notReadable) {
            return Optional.empty();
        }
    }
}
