package io.sluice.kernel.tornado.graph;

import java.util.Set;

/**
 * What a device's back end does beyond running kernels.
 *
 * @param libraries what products and convolutions go through where the call takes their shape
 * @param executionGraphs whether a run is recorded once and replayed with one call (CUDA graphs)
 */
public record DeviceOffers(Set<VendorLibrary> libraries, boolean executionGraphs) {
    /** Kernels alone. */
    public static final DeviceOffers NONE = new DeviceOffers(Set.of(), false);

    public DeviceOffers {
        libraries = Set.copyOf(libraries);
    }

    boolean has(VendorLibrary library) {
        return libraries.contains(library);
    }
}
