package io.sluice.kernel.onnxruntime;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.testkit.KernelProviderContract;

class OnnxRuntimeContractTest extends KernelProviderContract {
    @Override
    protected KernelProvider provider() {
        return new OnnxRuntimeProvider();
    }
}
