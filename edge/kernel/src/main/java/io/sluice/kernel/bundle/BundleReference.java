package io.sluice.kernel.bundle;

import java.util.Optional;

/**
 * Where a bundle is, small enough for a Kafka record.
 *
 * @param uri a path, a {@code file:} URI, or an {@code http:} or {@code https:} URL of a zip;
 *     object stores are reached by their presigned https URLs
 * @param sha256 SHA-256 of the zip; empty for a directory, required for what comes over the network
 */
public record BundleReference(String uri, Optional<String> sha256) {
    public BundleReference {
        if (sha256.isPresent() && !sha256.get().matches("[0-9a-f]{64}")) {
            throw new BundleException(
                    BundleException.Category.FETCH,
                    place(uri)
                            + ": sha-256 '"
                            + sha256.get()
                            + "'; expected 64 lower-case hexadecimal digits");
        }
        if (isRemote(uri) && sha256.isEmpty()) {
            throw new BundleException(
                    BundleException.Category.FETCH,
                    place(uri) + ": a bundle from the network needs the sha-256 of its zip");
        }
    }

    /** A bundle on this machine. */
    public static BundleReference local(String pathOrFileUri) {
        return new BundleReference(pathOrFileUri, Optional.empty());
    }

    boolean isRemote() {
        return isRemote(uri);
    }

    private static boolean isRemote(String uri) {
        return uri.startsWith("http://") || uri.startsWith("https://");
    }

    /** An address without its query, which in a presigned URL is a secret. */
    static String place(String uri) {
        int query = uri.indexOf('?');
        return query < 0 || !isRemote(uri) ? uri : uri.substring(0, query) + "?…";
    }
}
