package io.sluice.operators;

import io.sluice.kernel.bundle.ActiveBundle;
import java.io.Serializable;

/**
 * Fetches, verifies and opens the bundle of a job where its task runs. Serialisable: it travels
 * with the job and names the bundle, never carries it.
 */
public interface BundleOpener extends Serializable {
    /**
     * A lease on the bundle, which is open once per process whatever the number of slots.
     *
     * @throws io.sluice.kernel.bundle.BundleException when the bundle is not fit for use
     */
    ActiveBundle open();
}
