package io.sluice.experts;

import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.StageSpec;
import java.util.List;

/** A ladder bundle as an expert: it runs to its last exit. */
public final class BundleExpert implements ExpertModel {
    private final String name;
    private final Bundle bundle;
    private final BundleHost host;
    private final String provider;
    private final String device;

    /**
     * @param name the expert's name
     * @param bundle a ladder
     * @param host who opens its stages
     * @param provider a kernel provider's name, or {@code auto}
     * @param device one of the provider's, or null for its first
     * @throws io.sluice.kernel.bundle.BundleException when it is no ladder
     */
    public BundleExpert(
            String name, Bundle bundle, BundleHost host, String provider, String device) {
        bundle.manifest().requireLadder();
        this.name = name;
        this.bundle = bundle;
        this.host = host;
        this.provider = provider;
        this.device = device;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String bundle() {
        return bundle.hash();
    }

    @Override
    public List<TensorSpec> inputs() {
        return bundle.manifest().inputs();
    }

    @Override
    public int classes() {
        return bundle.manifest().classes().size();
    }

    @Override
    public long multiplyAdds() {
        BundleManifest manifest = bundle.manifest();
        return manifest.stages().stream().mapToLong(StageSpec::multiplyAdds).sum();
    }

    @Override
    public OpenExpert open(int maxBatch) {
        return new OpenBundleExpert(host.acquire(bundle, provider, device), maxBatch);
    }
}
