package io.sluice.kernel.tornado;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.ProgramCompiler;

/** Opens stages. Loaded only once TornadoVM is known to be there. */
final class TornadoStages {
    private TornadoStages() {}

    static StageKernel open(StageModel model, String device, TornadoSettings settings) {
        // A stage that cannot be compiled is refused before a device is touched.
        ProgramCompiler.compile(model, 1);
        OpenDevice open = TornadoDevices.open(device, settings);
        PlanCache.Lease lease = PlanCache.process().lease(model, open, settings);
        try {
            lease.plans().prepare(1);
            return new TornadoStage(model, lease);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }
}
