package io.sluice.kernel.bundle;

import io.sluice.kernel.bundle.BundleException.Category;
import java.security.PublicKey;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which bundles are believed.
 *
 * @param store the keys that are known
 * @param requireSignature whether a bundle must be signed by one of them. When not, a signature by
 *     an unknown key counts as none; one that is wrong under a known key is refused all the same.
 */
public record Trust(TrustStore store, boolean requireSignature) {
    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);

    /** Believes every bundle. */
    public static Trust anyone() {
        return new Trust(TrustStore.empty(), false);
    }

    /** Believes what a key of the store has signed. */
    public static Trust only(TrustStore store) {
        return new Trust(store, true);
    }

    /**
     * Checks a manifest's signature.
     *
     * @return the id of the key that signed, when it is known
     * @throws BundleException of category SIGNATURE
     */
    Optional<String> check(String source, byte[] manifest, Optional<BundleSignature> signature) {
        if (signature.isEmpty()) {
            if (requireSignature) {
                throw refused(source, "is missing, and the configuration requires one");
            }
            return Optional.empty();
        }
        String id = signature.get().keyId();
        Optional<PublicKey> key = store.key(id);
        if (key.isEmpty()) {
            String why = "is by key '" + id + "', the trust store has " + store.ids();
            if (requireSignature) {
                throw refused(source, why);
            }
            LOG.debug("{}: the signature {}", source, why);
            return Optional.empty();
        }
        if (!signature.get().verifies(manifest, key.get())) {
            throw refused(source, "is not that of key '" + id + "' over " + BundleManifest.FILE);
        }
        return Optional.of(id);
    }

    private static BundleException refused(String source, String why) {
        return new BundleException(
                Category.SIGNATURE, BundleSignature.FILE + " of " + source + ": " + why);
    }
}
