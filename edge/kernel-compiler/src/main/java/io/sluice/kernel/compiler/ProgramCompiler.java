package io.sluice.kernel.compiler;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.ShapeInference;
import java.util.Set;

/**
 * Turns a stage's ONNX graph into a program for one batch size. Stateless and thread-safe; the same
 * stage and batch give the same program.
 */
public final class ProgramCompiler {
    private ProgramCompiler() {}

    /**
     * Compiles.
     *
     * @param batch rows per run, at least 1
     * @throws UnsupportedStageException when the stage has an operator, dtype or shape that cannot
     *     be compiled, naming the node or tensor
     * @throws KernelException when the bytes are no ONNX model, or its inputs and outputs are not
     *     those of the stage
     */
    public static Program compile(StageModel stage, int batch) {
        if (batch < 1) {
            throw new KernelException(stage.name() + ": a batch has at least 1 row, not " + batch);
        }
        OnnxModel model = parse(stage);
        try {
            GraphInterface.check(stage, model);
            ShapeInference shapes = ShapeInference.of(model, batch);
            StepGraph steps = GraphLowering.lower(stage, model, shapes);
            GraphInterface.checkOutputs(stage, shapes, batch);
            Fusions.apply(steps);
            return ProgramAssembly.assemble(stage, batch, steps);
        } catch (OnnxException e) {
            String about = stage.name() + ": ";
            boolean named = e.getMessage().startsWith(about);
            throw new UnsupportedStageException((named ? "" : about) + e.getMessage(), e);
        }
    }

    /**
     * The operators that are compiled, by name: those of ONNX itself, and {@code FastGelu} of
     * {@code com.microsoft}.
     */
    public static Set<String> operators() {
        return Operators.names();
    }

    private static OnnxModel parse(StageModel stage) {
        try {
            return OnnxModel.parse(stage.name(), stage.onnx());
        } catch (OnnxException e) {
            throw new KernelException(e.getMessage(), e);
        }
    }
}
