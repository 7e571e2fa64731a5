package io.sluice.kernel.config;

import io.sluice.config.Section;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * The model to run.
 *
 * @param uri a path, or a file:, http: or https: address, that every task can read
 * @param sha256 SHA-256 of the bundle's zip; required for http and https, else may be empty
 * @param trustStore directory of the public keys whose signatures count, or empty
 * @param requireSignature whether an unsigned bundle is refused
 * @param policyFile a policy to start with in place of the bundle's first, or null
 */
public record BundleConfig(
        String uri, String sha256, String trustStore, boolean requireSignature, String policyFile)
        implements Serializable {
    public static BundleConfig read(Section section, Path directory) {
        String sha256 = section.string("sha256", "");
        if (!sha256.isEmpty() && !sha256.matches("[0-9a-f]{64}")) {
            section.problem("sha256", "'" + sha256 + "'", "64 lower-case hexadecimal digits");
        }
        boolean required = section.bool("require-signature", false);
        String trustStore = section.string("trust-store", "");
        if (required && trustStore.isEmpty()) {
            section.problem(
                    "trust-store",
                    "missing",
                    "a directory of public keys, as require-signature is true");
        }
        return new BundleConfig(
                resolve(directory, section.string("uri")),
                sha256,
                trustStore.isEmpty() ? "" : directory.resolve(trustStore).toString(),
                required,
                section.has("policy")
                        ? directory.resolve(section.string("policy")).toString()
                        : null);
    }

    /**
     * Another bundle under the same trust.
     *
     * @param otherPolicyFile a policy to start with in place of its first, or null
     */
    public BundleConfig successor(String otherUri, String otherSha256, String otherPolicyFile) {
        return new BundleConfig(
                otherUri, otherSha256, trustStore, requireSignature, otherPolicyFile);
    }

    private static String resolve(Path directory, String uri) {
        return uri.matches("[a-z0-9]+:.*") ? uri : directory.resolve(uri).normalize().toString();
    }
}
