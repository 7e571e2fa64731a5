package io.sluice.energy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Processors' energy counters (RAPL) as Linux gives them below {@code /sys/class/powercap}: {@code
 * energy_uj} in microjoules, which begins again at 0 at {@code max_energy_range_uj}.
 *
 * <p>Zones overlap. {@code core} and {@code uncore} are part of their package, {@code psys} of the
 * whole platform holds the packages, and {@code intel-rapl-mmio} is another way to the same
 * counter. Summed are the packages and, beside them, {@code dram}, which no package counts; {@code
 * psys} only where there is no package.
 */
final class PowercapSource implements EnergySource {
    static final String NAME = "powercap";

    private static final String ZONES = "sys/class/powercap";
    private static final double MICRO = 1e-6;

    /** The counters are renewed about every millisecond. */
    private static final double TICK_SECONDS = 0.001;

    private final SysFiles files;
    private List<Path> counted = List.of();

    PowercapSource(Path root) {
        this.files = new SysFiles(root);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Coverage covers() {
        return Coverage.PROCESSORS;
    }

    @Override
    public Optional<Absence> absence() {
        List<Path> zones = zones();
        if (zones.isEmpty()) {
            return Optional.of(
                    new Absence(
                            "no intel-rapl zone below /" + ZONES,
                            "usual in virtual machines; energy is then estimated by a power model"));
        }
        for (Path zone : zones) {
            Path counter = zone.resolve("energy_uj");
            if (!Files.isReadable(counter)) {
                return Optional.of(
                        new Absence(
                                files.shown(counter) + " cannot be read by this user",
                                "let the user read it: chmod a+r /"
                                        + ZONES
                                        + "/intel-rapl:*/energy_uj"));
            }
        }
        return Optional.empty();
    }

    @Override
    public String detail() {
        return zones().stream().map(PowercapSource::channel).collect(Collectors.joining(", "));
    }

    @Override
    public double tickSeconds() {
        return TICK_SECONDS;
    }

    @Override
    public List<EnergyCount> read(long nanos) throws IOException {
        List<EnergyCount> counts = new ArrayList<>();
        if (counted.isEmpty()) {
            counted = zones();
        }
        for (Path zone : counted) {
            double range = files.number(zone.resolve("max_energy_range_uj"));
            double counted = files.number(zone.resolve("energy_uj"));
            counts.add(new EnergyCount(channel(zone), counted * MICRO, range * MICRO, 0));
        }
        if (counts.isEmpty()) {
            throw new IOException("there is no zone below /" + ZONES + "");
        }
        return counts;
    }

    /** Those that do not overlap. */
    private List<Path> zones() {
        List<Path> all = files.list(ZONES, "intel-rapl:*");
        List<Path> chosen =
                all.stream()
                        .filter(zone -> isPackage(zone) || SysFiles.text(name(zone)).equals("dram"))
                        .toList();
        if (chosen.stream().anyMatch(PowercapSource::isPackage)) {
            return chosen;
        }
        return all.stream().filter(zone -> SysFiles.text(name(zone)).equals("psys")).toList();
    }

    private static boolean isPackage(Path zone) {
        return SysFiles.text(name(zone)).startsWith("package");
    }

    private static Path name(Path zone) {
        return zone.resolve("name");
    }

    private static String channel(Path zone) {
        return zone.getFileName() + "/" + SysFiles.text(name(zone));
    }
}
