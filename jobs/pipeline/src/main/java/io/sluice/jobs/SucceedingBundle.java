package io.sluice.jobs;

import io.sluice.gates.BundleMessage;
import io.sluice.gates.NamedBundle;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.kernel.config.Bundles;
import io.sluice.kernel.config.KernelConfig;

/** A bundle that is to take the place of a running pipeline's, checked as its tasks will. */
public final class SucceedingBundle {
    private SucceedingBundle() {}

    /**
     * Fetches and opens a bundle, and makes the message that names it.
     *
     * @param running the bundle of the pipeline's file
     * @param successor where the other is, under the pipeline's trust, and its policy
     * @throws io.sluice.kernel.bundle.BundleException when it is not fit for use, or takes other
     *     inputs or knows other classes
     */
    public static BundleMessage open(
            PipelineConfig config, Bundle running, BundleConfig successor) {
        Bundle bundle = Bundles.open(successor);
        bundle.manifest().requireInPlaceOf(running.manifest());
        KernelConfig kernel = PipelineJob.toCheckWith(config.kernel());
        BundleHost.process().acquire(bundle, kernel.provider(), kernel.device()).close();
        return new BundleMessage(named(successor, bundle), FirstPolicy.of(successor, bundle));
    }

    /** What a message calls a bundle that is there. */
    public static NamedBundle named(BundleConfig config, Bundle bundle) {
        return new NamedBundle(
                config.uri(), config.sha256(), bundle.hash(), bundle.manifest().stages().size());
    }
}
