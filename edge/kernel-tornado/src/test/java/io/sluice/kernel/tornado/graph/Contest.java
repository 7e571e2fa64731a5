package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.tornado.kernels.ConvolutionKernels;
import io.sluice.kernel.tornado.kernels.NaiveMatMul;
import java.util.Arrays;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** The first step of a program: the kernel that is chosen against the one that one writes first. */
public final class Contest {
    private static final int ROUNDS = 15;

    private Contest() {}

    /**
     * Milliseconds of a run, medians of runs in turn: what one writes first, then what is chosen.
     */
    public static double[] medians(Program program, TornadoDevice device, DeviceLimits limits)
            throws Exception {
        try (HostArrays memory = new HostArrays();
                TornadoExecutionPlan naive = naive(program, device, limits, memory);
                CompiledPlan chosen = CompiledPlan.of(program, device, limits)) {
            naive.withGraph(0).execute();
            double[][] times = new double[2][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                times[0][round] = milliseconds(() -> naive.withGraph(0).execute());
                times[1][round] = milliseconds(chosen::execute);
            }
            return new double[] {median(times[0]), median(times[1])};
        }
    }

    private static TornadoExecutionPlan naive(
            Program program, TornadoDevice device, DeviceLimits limits, HostArrays memory) {
        GraphAssembly assembly = new GraphAssembly(program, limits, memory);
        GridScheduler grids = null;
        if (program.steps().get(0) instanceof MatMul step) {
            loops(assembly, step);
        } else {
            plain(assembly, (Convolution) program.steps().get(0));
            grids = assembly.grids();
        }
        TornadoExecutionPlan plan = new TornadoExecutionPlan(assembly.finish());
        plan.withDevice(device);
        plan.withCompilerFlags(TornadoVMBackendType.OPENCL, CompiledPlan.OPENCL_FLAGS);
        return grids == null ? plan : plan.withGridScheduler(grids);
    }

    private static void loops(GraphAssembly assembly, MatMul step) {
        TaskGraph graph = assembly.graph();
        graph.task(
                "naive",
                NaiveMatMul::multiply,
                assembly.floats(step.a()),
                assembly.floats(step.b()),
                assembly.floats(step.c()),
                step.m(),
                step.n(),
                step.k());
    }

    private static void plain(GraphAssembly assembly, Convolution step) {
        PackedWindow window = PackedWindow.of(step.window());
        assembly.add(
                ConvolutionChoice.PLAIN.launch(step),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        ConvolutionKernels::plain,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.weights()),
                                        assembly.floatsOrNone(step.bias()),
                                        assembly.floats(step.y()),
                                        step.channels(),
                                        step.filters(),
                                        step.groups(),
                                        window.size(),
                                        window.outSize(),
                                        window.kernel(),
                                        window.stride(),
                                        window.dilation(),
                                        window.padding(),
                                        step.bias() == null ? 0 : 1,
                                        0,
                                        0f,
                                        0f));
    }

    private static double milliseconds(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
