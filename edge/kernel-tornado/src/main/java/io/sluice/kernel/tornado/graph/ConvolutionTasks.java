package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.tornado.kernels.Activation;
import io.sluice.kernel.tornado.kernels.ConvolutionKernels;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task18;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Adds convolutions to a task graph. */
final class ConvolutionTasks {
    /** The arguments that all kernels for convolutions have. */
    private interface Kernel
            extends Task18<
                    KernelContext,
                    FloatArray,
                    FloatArray,
                    FloatArray,
                    FloatArray,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Float,
                    Float> {}

    private ConvolutionTasks() {}

    static void add(GraphAssembly assembly, Convolution step) {
        ConvolutionChoice choice = ConvolutionChoice.of(assembly.limits(), step);
        Kernel kernel =
                switch (choice) {
                    case PLAIN -> ConvolutionKernels::plain;
                    case BLOCKED -> ConvolutionKernels::blocked;
                    case TILED -> ConvolutionKernels::tiled;
                };
        PackedWindow window = PackedWindow.of(step.window());
        assembly.add(
                choice.launch(step),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        kernel,
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
                                        Activation.code(step.then().kind()),
                                        step.then().a(),
                                        step.then().b()));
    }
}
