package io.sluice.operators.cascade;

import io.sluice.gates.NamedBundle;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.GoldenCheck;
import io.sluice.operators.budget.StageCosts;
import io.sluice.operators.stage.SuccessiveMetrics;
import java.util.ArrayList;
import java.util.List;

/**
 * One bundle that a task runs: the lease on it, its cascade, and its metrics.
 *
 * @param bundle which one, by the epochs of its events
 * @param lease on it
 * @param cascade what runs its events
 * @param costs what its stages cost
 * @param metrics those that end with it
 */
record Ladder(
        NamedBundle bundle,
        ActiveBundle lease,
        Cascade cascade,
        StageCosts costs,
        SuccessiveMetrics metrics)
        implements AutoCloseable {
    /** The stages of a bundle, from the front to the back. */
    static List<StageKernel> kernels(ActiveBundle bundle) {
        List<StageKernel> kernels = new ArrayList<>();
        for (int i = 0; i < bundle.stages(); i++) {
            kernels.add(bundle.stage(i));
        }
        return kernels;
    }

    /** What runs the golden vectors of a bundle, and throws when its kernels no longer work. */
    static Runnable healthCheck(ActiveBundle bundle, List<StageKernel> kernels) {
        BundleManifest manifest = bundle.manifest();
        return () -> new GoldenCheck(manifest, bundle.bundle().golden()).check(kernels);
    }

    /** Frees the buffers first, then the stages. */
    @Override
    public void close() {
        cascade.close();
        metrics.close();
        lease.close();
    }
}
