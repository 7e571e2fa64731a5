package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.testkit.OnnxVectorContract;
import io.sluice.kernel.testkit.OnnxVectorRefusal;
import io.sluice.kernel.tornado.graph.DeviceClass;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;

/**
 * The ONNX project's vectors on the device. Needs an OpenCL device and the Debian package
 * libonnx-testdata.
 */
class OnnxVectorsNeedOnnxTestdataOpenClIT extends OnnxVectorContract {
    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Override
    protected Set<String> operators() {
        return ProgramCompiler.operators();
    }

    @Override
    protected List<Object> run(StageModel stage, List<Object> inputs) {
        return ProgramRunner.run(ProgramCompiler.compile(stage, 1), inputs, DeviceClass.CPU);
    }

    @Override
    protected double tolerance() {
        return OnDevice.TOLERANCE;
    }

    @Override
    protected Set<OnnxVectorRefusal> rules() {
        return EnumSet.allOf(OnnxVectorRefusal.class);
    }

    /** The interpreter does; here each costs kernels. */
    @Override
    protected boolean runsBothForms() {
        return false;
    }
}
