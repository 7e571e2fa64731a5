package io.sluice.kernel.bundle;

import io.sluice.kernel.bundle.BundleException.Category;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Brings bundles here: local ones stay where they are, remote zips go into a cache directory under
 * their SHA-256, so that each is downloaded once and several processes can share the directory.
 */
public final class BundleFetcher {
    /**
     * How far a download may go.
     *
     * @param connectTimeout until the server answers the connection
     * @param requestTimeout for one attempt as a whole
     * @param attempts how often it is tried, at least 1
     * @param pause before the second attempt; doubled before each further one
     * @param mostBytes the greatest zip
     */
    public record Limits(
            Duration connectTimeout,
            Duration requestTimeout,
            int attempts,
            Duration pause,
            long mostBytes) {
        public static final Limits DEFAULT =
                new Limits(
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        3,
                        Duration.ofSeconds(1),
                        2L << 30);
    }

    private final Path cache;
    private final ZipDownload download;

    public BundleFetcher(Path cache, Limits limits) {
        this.cache = cache;
        this.download = new ZipDownload(limits);
    }

    /** Fetches a bundle and opens it with all checks. */
    public Bundle open(BundleReference reference, Trust trust) {
        return Bundle.open(fetch(reference), trust);
    }

    /**
     * Brings a bundle here.
     *
     * @return its directory or zip; a zip has the reference's hash
     * @throws BundleException of category FETCH when it cannot be brought, HASH when it is another
     */
    public Path fetch(BundleReference reference) {
        try {
            return reference.isRemote() ? remote(reference) : local(reference);
        } catch (IOException e) {
            throw new BundleException(
                    Category.FETCH,
                    BundleReference.place(reference.uri()) + ": cannot be fetched: " + e,
                    e);
        }
    }

    private static Path local(BundleReference reference) throws IOException {
        Path place = path(reference.uri());
        if (!Files.exists(place)) {
            throw new BundleException(Category.FETCH, place + ": no such file or directory");
        }
        if (reference.sha256().isPresent()) {
            if (Files.isDirectory(place)) {
                throw new BundleException(
                        Category.FETCH, place + ": a sha-256 belongs to a zip, not a directory");
            }
            requireHash(reference, place);
        }
        return place;
    }

    private static Path path(String uri) {
        try {
            if (uri.startsWith("file:")) {
                return Paths.get(URI.create(uri));
            }
            if (uri.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
                throw new IllegalArgumentException("no way to fetch this kind of address");
            }
            return Path.of(uri);
        } catch (IllegalArgumentException e) {
            throw new BundleException(
                    Category.FETCH,
                    "'"
                            + uri
                            + "': "
                            + e.getMessage()
                            + "; expected a path, file:, http: or https: (for S3 a presigned https"
                            + " URL)",
                    e);
        }
    }

    private Path remote(BundleReference reference) throws IOException {
        String sha256 = reference.sha256().orElseThrow();
        Path place = cache.resolve(sha256 + ".zip");
        // A cached file may have been damaged since; then it is fetched again.
        if (Files.isRegularFile(place) && Sha256.ofFile(place).equals(sha256)) {
            return place;
        }
        Files.createDirectories(cache);
        Path part = Files.createTempFile(cache, sha256 + ".", ".part");
        try {
            download.to(part, reference.uri());
            requireHash(reference, part);
            Files.move(
                    part,
                    place,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return place;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void requireHash(BundleReference reference, Path zip) throws IOException {
        String actual = Sha256.ofFile(zip);
        String expected = reference.sha256().orElseThrow();
        if (!actual.equals(expected)) {
            throw new BundleException(
                    Category.HASH,
                    BundleReference.place(reference.uri())
                            + ": sha-256 is "
                            + actual
                            + ", the reference says "
                            + expected);
        }
    }
}
