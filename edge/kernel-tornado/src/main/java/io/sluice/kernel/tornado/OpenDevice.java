package io.sluice.kernel.tornado;

import io.sluice.kernel.tornado.graph.DeviceLimits;
import io.sluice.kernel.tornado.graph.DeviceOffers;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * A device in use: one per process.
 *
 * @param name as users write it
 * @param device TornadoVM's
 * @param limits how large launches may be
 * @param thread the only one that touches it
 * @param memory what its stages have taken
 */
record OpenDevice(
        String name,
        TornadoDevice device,
        DeviceLimits limits,
        DeviceThread thread,
        MemoryBudget memory) {
    /** The same device with something else beside kernels. */
    OpenDevice with(DeviceOffers offers) {
        return new OpenDevice(name, device, limits.with(offers), thread, memory);
    }

    /** The same device, whose runs are not replayed as CUDA graphs. */
    OpenDevice stepByStep() {
        return with(new DeviceOffers(limits.offers().libraries(), false));
    }
}
