package io.sluice.kernel.bundle;

import io.sluice.kernel.bundle.BundleException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The public keys whose signatures are believed: a directory with one PEM file {@code <key id>.pem}
 * each. Read once; immutable.
 */
public final class TrustStore {
    private static final String SUFFIX = ".pem";

    private final Map<String, PublicKey> keys;

    private TrustStore(Map<String, PublicKey> keys) {
        this.keys = keys;
    }

    /** A store without keys. */
    public static TrustStore empty() {
        return new TrustStore(Map.of());
    }

    /**
     * Reads all {@code *.pem} files of a directory.
     *
     * @throws BundleException of category SIGNATURE naming the file that is no public key
     */
    public static TrustStore at(Path directory) {
        Map<String, PublicKey> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    String id = name.substring(0, name.length() - SUFFIX.length());
                    keys.put(id, Keys.publicKey(file));
                }
            }
        } catch (IOException e) {
            throw new BundleException(
                    Category.SIGNATURE, directory + ": the trust store cannot be read: " + e, e);
        }
        return new TrustStore(keys);
    }

    public Set<String> ids() {
        return keys.keySet();
    }

    public Optional<PublicKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }
}
