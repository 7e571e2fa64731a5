package io.sluice.kernel.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A bundle as a directory. Symbolic links inside of it are refused: they lead elsewhere. */
final class DirectoryContent implements BundleContent {
    private final Path root;

    DirectoryContent(Path root) {
        this.root = root;
    }

    @Override
    public String source() {
        return root.toString();
    }

    @Override
    public boolean has(String path) {
        return Files.exists(resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public byte[] read(String path, long most) {
        Path file = resolve(path);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(path, "is not a file of the bundle");
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return BundleContent.readAll(in, path, most);
            }
        } catch (IOException e) {
            throw new BundleException(
                    BundleException.Category.FORMAT, path + ": cannot be read: " + e, e);
        }
    }

    private Path resolve(String path) {
        if (!BundlePaths.isSafe(path)) {
            throw refused(path, "is not a safe path; expected " + BundlePaths.FORM);
        }
        Path place = root;
        for (String segment : path.split("/")) {
            place = place.resolve(segment);
            if (Files.isSymbolicLink(place)) {
                throw refused(path, "is, or is behind, a symbolic link");
            }
        }
        return place;
    }

    private BundleException refused(String path, String why) {
        return new BundleException(
                BundleException.Category.FORMAT, path + " in " + root + ": " + why);
    }
}
