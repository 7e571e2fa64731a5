package io.sluice.kernel.compiler;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.testkit.OnnxVectorContract;
import java.util.List;
import java.util.Set;

/** The ONNX project's vectors, interpreted. Needs the Debian package libonnx-testdata. */
class OnnxVectorsNeedOnnxTestdataTest extends OnnxVectorContract {
    @Override
    protected Set<String> operators() {
        return ProgramCompiler.operators();
    }

    @Override
    protected List<Object> run(StageModel stage, List<Object> inputs) {
        return ProgramInterpreter.run(ProgramCompiler.compile(stage, 1), inputs);
    }

    @Override
    protected double tolerance() {
        return Interpreted.TOLERANCE;
    }

    @Override
    protected boolean runsBothForms() {
        return true;
    }
}
