package io.sluice.jobs;

import io.sluice.gates.NamedBundle;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.kernel.config.Bundles;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.budget.PowerCosts;
import io.sluice.operators.budget.StageCosts;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the bundles of a job where a task runs: the configured one, which must be the one that the
 * job was made for, and those that control messages name.
 */
final class PipelineBundle implements BundleOpener {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PipelineBundle.class);

    private final BundleConfig config;
    private final String hash;
    private final String manifest;
    private final KernelConfig kernel;
    private final StageCosts.Factory costs;

    /** The bundle of a job that keeps no table of what stages cost. */
    PipelineBundle(BundleConfig config, Bundle bundle, KernelConfig kernel) {
        this(config, bundle, kernel, new PowerCosts.OfTheMachine());
    }

    /**
     * @param bundle the one that the job is made for
     * @param costs what must know the stages of every bundle
     */
    PipelineBundle(
            BundleConfig config, Bundle bundle, KernelConfig kernel, StageCosts.Factory costs) {
        this.config = config;
        this.hash = bundle.hash();
        this.manifest = bundle.manifest().document();
        this.kernel = kernel;
        this.costs = costs;
    }

    @Override
    public ActiveBundle open() {
        LOG.info(
                "The kernel port comes from {}, class loader {}",
                RuntimeLibrary.origin(BundleHost.class),
                BundleHost.class.getClassLoader());
        return refusing(() -> acquire(same(Bundles.open(config), hash, "the job was made for ")));
    }

    @Override
    public ActiveBundle open(NamedBundle named) {
        if (named.isOfTheFile()) {
            return acquire(same(Bundles.open(config), hash, "the job was made for "));
        }
        Bundle bundle = Bundles.open(config.successor(named.uri(), named.sha256(), null));
        same(bundle, named.hash(), "the control message says ");
        requireFit(bundle.manifest(), named);
        ActiveBundle active = acquire(bundle);
        try {
            costs.require(active);
        } catch (RuntimeException e) {
            active.close();
            throw e;
        }
        return active;
    }

    @Override
    public ActiveBundle join(NamedBundle named) {
        String wanted = named.isOfTheFile() ? hash : named.hash();
        return BundleHost.process()
                .join(wanted, kernel.provider(), kernel.device())
                .orElseGet(() -> named.isOfTheFile() ? open() : refusing(() -> open(named)));
    }

    private ActiveBundle acquire(Bundle bundle) {
        return BundleHost.process().acquire(bundle, kernel.provider(), kernel.device());
    }

    private void requireFit(BundleManifest found, NamedBundle named) {
        found.requireInPlaceOf(
                BundleManifest.parse(
                        BundleManifest.FILE, manifest.getBytes(StandardCharsets.UTF_8)));
        if (found.stages().size() != named.exits()) {
            throw new BundleException(
                    BundleException.Category.SHAPE,
                    found.id()
                            + " has "
                            + found.stages().size()
                            + " exits, the control message says "
                            + named.exits());
        }
    }

    private static Bundle same(Bundle bundle, String hash, String whoSays) {
        if (!bundle.hash().equals(hash)) {
            throw new BundleException(
                    BundleException.Category.HASH,
                    bundle.source() + ": its hash is " + bundle.hash() + ", " + whoSays + hash);
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
