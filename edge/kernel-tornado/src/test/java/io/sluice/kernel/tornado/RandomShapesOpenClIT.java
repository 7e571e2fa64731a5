package io.sluice.kernel.tornado;

import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.testkit.RandomShapes;
import io.sluice.kernel.tornado.graph.DeviceClass;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operator on the device at shapes drawn at random: large ones with either set of kernels,
 * small and odd ones with those for GPUs, whose work-groups they fill in part. Needs an OpenCL
 * device.
 */
class RandomShapesOpenClIT {
    private static final long SEED = 20_261_122;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesAtLargeShapesWithKernelsForProcessors() {
        return tests(true, DeviceClass.CPU, SEED);
    }

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesAtLargeShapesWithKernelsForGpus() {
        return tests(true, DeviceClass.GPU, SEED + 1);
    }

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesAtSmallShapesWithKernelsForGpus() {
        return tests(false, DeviceClass.GPU, SEED + 2);
    }

    private static Stream<DynamicTest> tests(boolean large, DeviceClass kernels, long seed) {
        return ProgramCompiler.operators().stream()
                .map(operator -> test(operator, large, kernels, seed));
    }

    private static DynamicTest test(
            String operator, boolean large, DeviceClass kernels, long seed) {
        return DynamicTest.dynamicTest(
                operator + " of seed " + seed,
                () -> {
                    RandomShapes.Drawn drawn = RandomShapes.of(operator, large, seed);
                    OnDevice.requireAgreement(drawn.model(), drawn.batch(), seed, kernels);
                });
    }
}
