package io.sluice.energy;

import io.sluice.energy.EnergySource.Coverage;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The sources that there may be, and which of them go together. */
public final class EnergySources {
    private EnergySources() {}

    /** All of this machine, in the order in which they are preferred; the clock is nanoTime. */
    public static List<EnergySource> ofThisMachine() {
        List<Path> searchPath =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of)
                        .toList();
        return all(Path.of("/"), searchPath, System::nanoTime);
    }

    /**
     * All of a machine.
     *
     * @param root the file system's root
     * @param searchPath the directories where {@code nvidia-smi} may be
     * @param nanoClock the clock of all readings
     */
    public static List<EnergySource> all(Path root, List<Path> searchPath, LongSupplier nanoClock) {
        return List.of(
                new PowercapSource(root),
                new NvidiaSmiSource(searchPath, nanoClock),
                new Ina3221Source(root),
                new BatterySource(root));
    }

    /**
     * Those that are there and go together: processors with accelerators, or else one that sees the
     * whole machine. Accelerators alone are none: what runs on the processors would seem to cost
     * nothing.
     */
    public static List<EnergySource> choose(List<EnergySource> all) {
        List<EnergySource> there = all.stream().filter(s -> s.absence().isEmpty()).toList();
        List<EnergySource> parts =
                there.stream().filter(source -> source.covers() != Coverage.MACHINE).toList();
        if (parts.stream().anyMatch(source -> source.covers() == Coverage.PROCESSORS)) {
            return parts;
        }
        return there.stream()
                .filter(source -> source.covers() == Coverage.MACHINE)
                .limit(1)
                .toList();
    }

    /**
     * Those that are named.
     *
     * @throws IllegalArgumentException naming one that is unknown or absent, with the reason, or
     *     two of which one holds the other
     */
    public static List<EnergySource> named(List<EnergySource> all, List<String> names) {
        List<EnergySource> named = new ArrayList<>();
        for (String name : names) {
            EnergySource source =
                    all.stream()
                            .filter(candidate -> candidate.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> unknown(name));
            Optional<Absence> absence = source.absence();
            if (absence.isPresent()) {
                throw new IllegalArgumentException(
                        "energy source '"
                                + name
                                + "': "
                                + absence.get().reason()
                                + "; "
                                + absence.get().remedy());
            }
            named.add(source);
        }
        requireApart(named);
        return named;
    }

    /** The names that a configuration may give. */
    static List<String> names() {
        return List.of(
                PowercapSource.NAME, NvidiaSmiSource.NAME, Ina3221Source.NAME, BatterySource.NAME);
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "no energy source '" + name + "', expected " + String.join(" | ", names()));
    }

    private static void requireApart(List<EnergySource> sources) {
        boolean hasWhole = sources.stream().anyMatch(s -> s.covers() == Coverage.MACHINE);
        boolean twice = sources.stream().distinct().count() < sources.size();
        if (sources.size() > 1 && hasWhole || twice) {
            throw new IllegalArgumentException(
                    "energy sources "
                            + sources.stream().map(EnergySource::name).toList()
                            + " count the same energy twice, expected parts of the machine, or one"
                            + " source of the whole");
        }
    }
}
