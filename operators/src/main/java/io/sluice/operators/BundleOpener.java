package io.sluice.operators;

import io.sluice.gates.NamedBundle;
import io.sluice.kernel.bundle.ActiveBundle;
import java.io.Serializable;

/**
 * Fetches, verifies and opens the bundles of a job where its task runs. Serialisable: it travels
 * with the job and names its bundle, never carries it.
 */
public interface BundleOpener extends Serializable {
    /**
     * A lease on the bundle that the job was made for, which is open once per process whatever the
     * number of slots.
     *
     * @throws io.sluice.kernel.bundle.BundleException when the bundle is not fit for use
     */
    ActiveBundle open();

    /**
     * A lease on a bundle that a control message names, after all checks: whether it is the one
     * that is named, is trusted, can run in place of the job's own, and computes its golden
     * vectors.
     *
     * @throws RuntimeException saying why it is not fit for use
     */
    default ActiveBundle open(NamedBundle bundle) {
        if (bundle.isOfTheFile()) {
            return open();
        }
        throw new IllegalStateException(bundle + ": this job runs no bundle but its own");
    }

    /**
     * A lease on a bundle that this job has accepted: on the one that is open in the process if it
     * is, without reading it again.
     *
     * @throws RuntimeException when it has to be opened and that fails
     */
    default ActiveBundle join(NamedBundle bundle) {
        return open(bundle);
    }
}
