package io.sluice.kernel.compiler;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.onnxruntime.OptimisationLevel;
import io.sluice.kernel.testkit.Agreement;

/** Interpreted programs against ONNX Runtime. */
final class Interpreted {
    static final double TOLERANCE = 1e-5;

    /** At a higher level ONNX Runtime would quantise what is multiplied by int8 weights. */
    private static final Agreement AGREEMENT =
            new Agreement(new OnnxRuntimeProvider(OptimisationLevel.BASIC), TOLERANCE);

    private Interpreted() {}

    /** Compiles for a batch and requires that what it gives for seeded random rows agrees. */
    static Program requireAgreement(StageModel model, int batch, long seed) {
        Program program = ProgramCompiler.compile(model, batch);
        AGREEMENT.require(model, batch, seed, inputs -> ProgramInterpreter.run(program, inputs));
        return program;
    }
}
