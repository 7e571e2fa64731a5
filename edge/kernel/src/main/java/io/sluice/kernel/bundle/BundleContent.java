package io.sluice.kernel.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a bundle's files are: a directory, a zip, or memory. Reading is bounded and safe. */
public interface BundleContent {
    /** The largest file that a bundle may hold, in bytes. */
    long MOST_FILE_BYTES = 1L << 30;

    /** What to call it in messages. */
    String source();

    boolean has(String path);

    /**
     * Reads a file.
     *
     * @param path a safe relative path
     * @param most the greatest size that is accepted, in bytes
     * @throws BundleException of category FORMAT when it is missing, larger, or outside
     */
    byte[] read(String path, long most);

    /** A directory or a zip. */
    static BundleContent at(Path place) {
        if (Files.isDirectory(place)) {
            return new DirectoryContent(place);
        }
        if (Files.isRegularFile(place)) {
            return new ZipContent(place);
        }
        throw new BundleException(
                BundleException.Category.FETCH,
                place + ": no such file; expected a bundle's directory or zip");
    }

    /** Reads a stream to its end, or refuses it when that is too far. */
    static byte[] readAll(InputStream in, String path, long most) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 16));
        if (bytes.length > most) {
            throw new BundleException(
                    BundleException.Category.FORMAT, path + ": has more than " + most + " bytes");
        }
        return bytes;
    }
}
