package io.sluice.jobs;

import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.kernel.config.Bundles;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.operators.BundleOpener;
import java.util.function.Supplier;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the configured bundle where a task runs, and insists on the one the job was made for. */
final class PipelineBundle implements BundleOpener {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PipelineBundle.class);

    private final BundleConfig config;
    private final String hash;
    private final KernelConfig kernel;

    PipelineBundle(BundleConfig config, String hash, KernelConfig kernel) {
        this.config = config;
        this.hash = hash;
        this.kernel = kernel;
    }

    @Override
    public ActiveBundle open() {
        LOG.info(
                "The kernel port comes from {}, class loader {}",
                RuntimeLibrary.origin(BundleHost.class),
                BundleHost.class.getClassLoader());
        return refusing(
                () ->
                        BundleHost.process()
                                .acquire(sameBundle(), kernel.provider(), kernel.device()));
    }

    private Bundle sameBundle() {
        Bundle bundle = Bundles.open(config);
        if (!bundle.hash().equals(hash)) {
            throw new BundleException(
                    BundleException.Category.HASH,
                    bundle.source()
                            + ": its hash is "
                            + bundle.hash()
                            + ", the job was made for "
                            + hash);
        }
        return bundle;
    }

    /** Opens something; what is wrong with a bundle is still wrong after a restart. */
    static <T> T refusing(Supplier<T> open) {
        try {
            return open.get();
        } catch (BundleException e) {
            if (e.category() == BundleException.Category.FETCH) {
                throw e;
            }
            throw new SuppressRestartsException(e);
        }
    }
}
