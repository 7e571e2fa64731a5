package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.TransferredBytes;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What travels in a run, as TornadoVM's profiler counts it. Needs an OpenCL device. */
class TransfersOpenClIT {
    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void weightsAndTemporariesDoNotTravelAfterTheFirstRun() {
        StageModel model = OnnxGraphs.mlp(5, 64, 96, 32, 10);
        Program program = ProgramCompiler.compile(model, 16);
        OpenDevice device = OpenClDevice.open();
        long[] bytes = new long[2];

        DeviceJobs.run(
                device,
                () -> {
                    try (CompiledPlan plan =
                            CompiledPlan.of(program, device.device(), device.limits())) {
                        bytes[0] = TransferredBytes.inOneRun(plan);
                        bytes[1] = TransferredBytes.inOneRun(plan);
                    }
                });

        long inAndOut = elements(program.inputs()) + elements(program.outputs());
        // Each array that travels has a header, and each call a frame of arguments.
        assertThat(bytes[0]).isBetween(4 * inAndOut, 4 * inAndOut + 1024);
        assertThat(bytes[1]).isEqualTo(bytes[0]);
        assertThat(program.memory().bytes()).isGreaterThan(1024);
    }

    private static long elements(List<Operand> operands) {
        return operands.stream().mapToLong(Operand::elements).sum();
    }
}
