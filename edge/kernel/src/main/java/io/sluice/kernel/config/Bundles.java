package io.sluice.kernel.config;

import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleFetcher;
import io.sluice.kernel.bundle.BundleReference;
import io.sluice.kernel.bundle.Trust;
import io.sluice.kernel.bundle.TrustStore;
import java.nio.file.Path;
import java.util.Optional;

/** Brings configured bundles to this process. */
public final class Bundles {
    private Bundles() {}

    /**
     * Fetches and opens a bundle with all checks of its files.
     *
     * @throws io.sluice.kernel.bundle.BundleException naming the file and why
     */
    public static Bundle open(BundleConfig config) {
        Optional<String> sha256 =
                config.sha256().isEmpty() ? Optional.empty() : Optional.of(config.sha256());
        return new BundleFetcher(cache(), BundleFetcher.Limits.DEFAULT)
                .open(new BundleReference(config.uri(), sha256), trust(config));
    }

    private static Trust trust(BundleConfig config) {
        if (config.trustStore().isEmpty()) {
            return Trust.anyone();
        }
        return new Trust(TrustStore.at(Path.of(config.trustStore())), config.requireSignature());
    }

    /** Where downloads are kept: {@code SLUICE_CACHE}, or a folder of the temporary directory. */
    private static Path cache() {
        String configured = System.getenv("SLUICE_CACHE");
        return configured == null
                ? Path.of(System.getProperty("java.io.tmpdir"), "sluice-bundles")
                : Path.of(configured);
    }
}
