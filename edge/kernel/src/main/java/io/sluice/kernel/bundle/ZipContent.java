package io.sluice.kernel.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A bundle as a zip with {@code bundle.yaml} at its root. It is read in place, never unpacked. */
final class ZipContent implements BundleContent {
    private static final int MOST_ENTRIES = 10_000;

    private final Path zip;
    private final Set<String> entries = new HashSet<>();

    ZipContent(Path zip) {
        this.zip = zip;
        try (ZipFile file = new ZipFile(zip.toFile())) {
            if (file.size() > MOST_ENTRIES) {
                throw refused(file.size() + " entries, more than " + MOST_ENTRIES);
            }
            file.stream().filter(entry -> !entry.isDirectory()).forEach(this::add);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void add(ZipEntry entry) {
        String name = entry.getName();
        if (!BundlePaths.isSafe(name)) {
            throw refused("entry '" + name + "'; expected " + BundlePaths.FORM);
        }
        if (!entries.add(name)) {
            throw refused("entry '" + name + "' is there twice");
        }
    }

    @Override
    public String source() {
        return zip.toString();
    }

    @Override
    public boolean has(String path) {
        return entries.contains(path);
    }

    @Override
    public byte[] read(String path, long most) {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry entry = file.getEntry(path);
            if (entry == null) {
                throw refused(path + " is not a file of the bundle");
            }
            // The size that an entry states may be a lie: only what is read is counted.
            try (InputStream in = file.getInputStream(entry)) {
                return BundleContent.readAll(in, path, most);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private BundleException refused(String why) {
        return new BundleException(BundleException.Category.FORMAT, zip + ": " + why);
    }

    private BundleException unreadable(IOException e) {
        return new BundleException(
                BundleException.Category.FORMAT,
                zip + ": cannot be read as a zip: " + e.getMessage(),
                e);
    }
}
