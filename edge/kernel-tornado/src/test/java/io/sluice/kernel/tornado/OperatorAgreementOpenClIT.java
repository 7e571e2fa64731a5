package io.sluice.kernel.tornado;

import io.sluice.kernel.testkit.OperatorGraphs;
import io.sluice.kernel.tornado.graph.DeviceClass;
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
                .map(
                        model ->
                                DynamicTest.dynamicTest(
                                        model.name(),
                                        () ->
                                                OnDevice.requireAgreement(
                                                        model, BATCH, SEED, kernels)));
    }
}
