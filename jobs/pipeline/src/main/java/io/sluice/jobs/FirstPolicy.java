package io.sluice.jobs;

import io.sluice.gates.Policy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.config.BundleConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The policy that a pipeline starts with. Not a method of {@link PipelineJob}, whose public methods
 * name no class of the runtime, so that a JVM without it can start and say so.
 */
public final class FirstPolicy {
    private FirstPolicy() {}

    /**
     * The policy document that a pipeline starts with.
     *
     * @throws IllegalArgumentException when it does not fit the bundle
     */
    public static byte[] of(PipelineConfig config, Bundle bundle) {
        return of(config.bundle(), bundle);
    }

    /** The same of a bundle by itself. */
    static byte[] of(BundleConfig config, Bundle bundle) {
        if (config.policyFile() == null) {
            return bundle.firstPolicy().document();
        }
        String file = config.policyFile();
        try {
            byte[] document = Files.readAllBytes(Path.of(file));
            requireFit(Policy.parse(file, document), file, bundle);
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read bundle.policy " + file, e);
        }
    }

    private static void requireFit(Policy policy, String file, Bundle bundle) {
        if (!policy.bundleHash().equals(bundle.hash())) {
            throw new IllegalArgumentException(
                    "bundle.policy "
                            + file
                            + " is for bundle "
                            + policy.bundleHash()
                            + ", this is "
                            + bundle.hash());
        }
        try {
            bundle.manifest().policyShape().requireFits(policy);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bundle.policy " + file + ": " + e.getMessage(), e);
        }
    }
}
