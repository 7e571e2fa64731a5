package io.sluice.energy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Files of one line below {@code /sys}, or below a tree that a test made. */
final class SysFiles {
    private final Path root;

    /**
     * @param root the file system's root
     */
    SysFiles(Path root) {
        this.root = root;
    }

    /** The entries of a directory that match, sorted; none when it is not there. */
    List<Path> list(String directory, String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(root.resolve(directory), glob)) {
            entries.forEach(found::add);
        } catch (IOException notThere) {
            return List.of();
        }
        Collections.sort(found);
        return found;
    }

    /** A file's text, or empty when it cannot be read. */
    static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException notThere) {
            return "";
        }
    }

    /**
     * A number.
     *
     * @throws IOException naming the file when it cannot be read or holds none
     */
    double number(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IOException(shown(file) + " cannot be read: " + e.getClass().getSimpleName());
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IOException(shown(file) + " holds '" + text + "', expected a number");
        }
    }

    /** The path as it is on the machine. */
    String shown(Path file) {
        return "/" + root.relativize(file);
    }
}
