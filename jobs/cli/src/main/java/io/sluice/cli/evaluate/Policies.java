package io.sluice.cli.evaluate;

import io.sluice.gates.Policy;
import io.sluice.kernel.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Policies from files, for a bundle. */
public final class Policies {
    private Policies() {}

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException when it is for another bundle or number of exits
     * @throws io.sluice.config.ConfigException naming every problem of the document
     */
    public static Policy load(Path file, Bundle bundle) throws IOException {
        Policy policy = Policy.parse(file.toString(), Files.readAllBytes(file));
        if (!policy.bundleHash().equals(bundle.hash())) {
            throw new IllegalArgumentException(
                    file
                            + ": the policy is for bundle "
                            + policy.bundleHash()
                            + ", this is "
                            + bundle.hash());
        }
        bundle.manifest().policyShape().requireFits(policy);
        return policy;
    }
}
