package io.sluice.cli.data;

import io.sluice.fitting.experts.ExpertsFile;
import io.sluice.kernel.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An experts file and the bundles that it names.
 *
 * @param path of the file
 */
public record ExpertBundles(Path path, ExpertsFile file) {
    /**
     * Reads the file.
     *
     * @throws io.sluice.config.ConfigException naming every problem of it
     */
    public static ExpertBundles load(Path path) throws IOException {
        return new ExpertBundles(path, ExpertsFile.parse(path.toString(), Files.readString(path)));
    }

    /** The names of all. */
    public Collection<String> names() {
        return file.experts().stream().map(ExpertsFile.Expert::name).toList();
    }

    /**
     * Opens the bundles of some experts.
     *
     * @throws IllegalArgumentException when one is not in the file
     * @throws io.sluice.kernel.bundle.BundleException when a bundle is not sound
     */
    public SortedMap<String, Bundle> open(Collection<String> names) {
        SortedMap<String, Bundle> opened = new TreeMap<>();
        for (String name : names) {
            opened.put(name, Bundle.open(bundle(file.expert(name))));
        }
        return opened;
    }

    private Path bundle(ExpertsFile.Expert expert) {
        return path.toAbsolutePath().resolveSibling(expert.bundle());
    }
}
