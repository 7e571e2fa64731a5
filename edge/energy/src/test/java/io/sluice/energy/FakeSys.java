package io.sluice.energy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree of files as Linux has them below {@code /sys}. */
final class FakeSys {
    private final Path root;

    FakeSys(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    FakeSys write(String file, Object content) {
        Path path = root.resolve(file);
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    void delete(String file) {
        try {
            Files.delete(root.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A powercap zone with a range of 1,000 J. */
    FakeSys zone(String zone, String name, long microjoules) {
        String at = "sys/class/powercap/" + zone + "/";
        write(at + "name", name);
        write(at + "max_energy_range_uj", 1_000_000_000L);
        return write(at + "energy_uj", microjoules);
    }

    FakeSys counter(String zone, long microjoules) {
        return write("sys/class/powercap/" + zone + "/energy_uj", microjoules);
    }
}
