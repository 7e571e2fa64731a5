package io.sluice.benchmarks.endtoend;

import io.sluice.gates.ExitRule;
import io.sluice.gates.Policy;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what a pipeline file refers to. */
public final class BundleFolder {
    private BundleFolder() {}

    public static Path write(BundleFiles bundle, Path folder) {
        try {
            bundle.writeDirectory(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder, e);
        }
    }

    /** A policy document for a bundle, in a file of its own. */
    public static Path policy(Path bundle, String version, ExitRule rule, Path file) {
        byte[] document = new Policy(version, Bundle.open(bundle).hash(), rule).document();
        try {
            return Files.write(file, document);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Copies a resource of the benchmarks to a folder. */
    public static Path resource(String name, Path folder) {
        try (InputStream in = BundleFolder.class.getResourceAsStream("/" + name)) {
            Path file = folder.resolve(name);
            Files.write(file, in.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " to " + folder, e);
        }
    }
}
