package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.tornado.kernels.Activation;
import io.sluice.kernel.tornado.kernels.MatMulKernels;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task18;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Adds products of matrices to a task graph. */
final class MatMulTasks {
    /** The arguments that all kernels for products have. */
    private interface Kernel
            extends Task18<
                    KernelContext,
                    FloatArray,
                    FloatArray,
                    FloatArray,
                    FloatArray,
                    IntArray,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Integer,
                    Float,
                    Integer,
                    Integer,
                    Float,
                    Float> {}

    private MatMulTasks() {}

    static void add(GraphAssembly assembly, MatMul step) {
        MatMulChoice choice = MatMulChoice.of(assembly.limits(), step);
        Kernel kernel =
                switch (choice) {
                    case PLAIN -> MatMulKernels::plain;
                    case ROW -> MatMulKernels::row;
                    case BLOCKED -> MatMulKernels::blocked;
                    case TILED -> MatMulKernels::tiled;
                };
        IntArray offsets = assembly.table(offsets(step));
        assembly.add(
                choice.launch(step),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        kernel,
                                        assembly.context(),
                                        assembly.floats(step.a()),
                                        assembly.floats(step.b()),
                                        assembly.floatsOrNone(step.bias()),
                                        assembly.floats(step.c()),
                                        offsets,
                                        step.m(),
                                        step.n(),
                                        step.k(),
                                        step.transposeA() ? 1 : step.k(),
                                        step.transposeA() ? step.m() : 1,
                                        step.transposeB() ? 1 : step.n(),
                                        step.transposeB() ? step.k() : 1,
                                        step.alpha(),
                                        step.bias() == null ? 0 : 1,
                                        Activation.code(step.then().kind()),
                                        step.then().a(),
                                        step.then().b()));
    }

    /** The place of A and that of B for each product of the batch. */
    static int[] offsets(MatMul step) {
        int[] offsets = new int[2 * step.batch()];
        for (int entry = 0; entry < step.batch(); entry++) {
            int rest = entry;
            for (int axis = step.batches().length - 1; axis >= 0; axis--) {
                int index = rest % step.batches()[axis];
                rest /= step.batches()[axis];
                offsets[2 * entry] += index * step.aStrides()[axis];
                offsets[2 * entry + 1] += index * step.bStrides()[axis];
            }
        }
        return offsets;
    }
}
