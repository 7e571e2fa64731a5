package io.sluice.kernel.bundle;

/**
 * A file of a bundle.
 *
 * @param path relative to the bundle, with {@code /} between its segments
 * @param size bytes
 * @param sha256 SHA-256 of its bytes: 64 lower-case hexadecimal digits
 */
public record BundleFile(String path, long size, String sha256) {
    /** The entry of a file with these bytes. */
    public static BundleFile of(String path, byte[] bytes) {
        return new BundleFile(path, bytes.length, Sha256.hex(bytes));
    }
}
