package io.sluice.kernel.tornado;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.testkit.KernelProviderContract;
import org.junit.jupiter.api.BeforeAll;

/** The contract of providers. Needs an OpenCL device. */
class TornadoContractOpenClIT extends KernelProviderContract {
    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Override
    protected KernelProvider provider() {
        return OpenClDevice.provider();
    }
}
