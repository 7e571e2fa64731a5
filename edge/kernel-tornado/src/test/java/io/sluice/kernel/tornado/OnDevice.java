package io.sluice.kernel.tornado;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.onnxruntime.OptimisationLevel;
import io.sluice.kernel.testkit.Agreement;
import io.sluice.kernel.tornado.graph.DeviceClass;

/** What the device gives against what ONNX Runtime gives. */
final class OnDevice {
    static final double TOLERANCE = 1e-4;

    /** At a higher level ONNX Runtime would quantise what is multiplied by int8 weights. */
    private static final Agreement AGREEMENT =
            new Agreement(new OnnxRuntimeProvider(OptimisationLevel.BASIC), TOLERANCE);

    private OnDevice() {}

    /** Runs a batch through the provider as users do. */
    static void requireAgreement(StageModel model, int batch, long seed) {
        try (StageKernel kernel = OpenClDevice.provider().open(model, OpenClDevice.name())) {
            requireAgreement(kernel, batch, seed);
        }
    }

    static void requireAgreement(StageKernel stage, int batch, long seed) {
        AGREEMENT.require(stage, batch, seed);
    }

    /** Runs a batch with the kernels of a class of devices. */
    static void requireAgreement(StageModel model, int batch, long seed, DeviceClass kernels) {
        AGREEMENT.require(
                model,
                batch,
                seed,
                inputs ->
                        ProgramRunner.run(ProgramCompiler.compile(model, batch), inputs, kernels));
    }
}
