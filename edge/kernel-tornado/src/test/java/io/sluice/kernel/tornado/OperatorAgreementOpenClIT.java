package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.testkit.OperatorGraphs;
import io.sluice.kernel.tornado.graph.DeviceClass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operator on the device against ONNX Runtime, with the kernels for processors and with those
 * for GPUs. Needs an OpenCL device.
 */
class OperatorAgreementOpenClIT {
    private static final long SEED = 20_261_122;
    private static final int BATCH = 3;

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesWithKernelsForProcessors() {
        return tests(DeviceClass.CPU);
    }

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesWithKernelsForGpus() {
        return tests(DeviceClass.GPU);
    }

    private static Stream<DynamicTest> tests(DeviceClass kernels) {
        OpenClDevice.provider();
        return OperatorGraphs.all().stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> agree(model, kernels)));
    }

    private static void agree(StageModel model, DeviceClass kernels) {
        List<ByteBuffer> inputs = Agreement.inputs(model, BATCH, SEED);
        List<Object> arrays = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            arrays.add(Agreement.array(model.inputs().get(i).dtype(), inputs.get(i)));
        }
        Program program = ProgramCompiler.compile(model, BATCH);
        List<ByteBuffer> expected = Agreement.oracle(model, inputs, BATCH);
        List<Object> actual = ProgramRunner.run(program, arrays, kernels);
        for (int i = 0; i < expected.size(); i++) {
            Object wanted = Agreement.array(model.outputs().get(i).dtype(), expected.get(i));
            Agreement.requireClose(model.name(), actual.get(i), wanted);
        }
    }
}
