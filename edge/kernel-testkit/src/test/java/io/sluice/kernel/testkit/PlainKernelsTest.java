package io.sluice.kernel.testkit;

import io.sluice.kernel.KernelProvider;

/** The plain provider keeps the contract too. */
class PlainKernelsTest extends KernelProviderContract {
    @Override
    protected KernelProvider provider() {
        return new PlainKernels(new PlainScript());
    }
}
