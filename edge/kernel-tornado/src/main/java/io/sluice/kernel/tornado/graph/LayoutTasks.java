package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Step.Copy;
import io.sluice.kernel.compiler.Step.Gather;
import io.sluice.kernel.tornado.kernels.LayoutKernels;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task8;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Adds steps that move elements to a task graph. */
final class LayoutTasks {
    /** Copies between arrays of two types. */
    private interface Mover<X, Y>
            extends Task8<KernelContext, X, Y, IntArray, Integer, Integer, Integer, Integer> {}

    /** Picks from an array into one of the same type. */
    private interface Picker<T>
            extends Task8<KernelContext, T, IntArray, T, Integer, Integer, Integer, Integer> {}

    private LayoutTasks() {}

    static void add(GraphAssembly assembly, Copy step) {
        boolean fromFloats = isFloat(step.x());
        boolean toFloats = isFloat(step.y());
        if (fromFloats && toFloats) {
            Mover<FloatArray, FloatArray> kernel = LayoutKernels::copyFloats;
            add(assembly, step, kernel, assembly.floats(step.x()), assembly.floats(step.y()));
        } else if (fromFloats) {
            Mover<FloatArray, IntArray> kernel = LayoutKernels::toInts;
            add(assembly, step, kernel, assembly.floats(step.x()), assembly.ints(step.y()));
        } else if (toFloats) {
            Mover<IntArray, FloatArray> kernel = LayoutKernels::toFloats;
            add(assembly, step, kernel, assembly.ints(step.x()), assembly.floats(step.y()));
        } else {
            Mover<IntArray, IntArray> kernel = LayoutKernels::copyInts;
            add(assembly, step, kernel, assembly.ints(step.x()), assembly.ints(step.y()));
        }
    }

    private static <X, Y> void add(
            GraphAssembly assembly, Copy step, Mover<X, Y> kernel, X x, Y y) {
        IntArray axes = assembly.table(Axes.joined(step.shape(), step.xStrides(), step.yStrides()));
        int elements = Axes.product(step.shape());
        assembly.add(
                Launch.line(elements, ElementTasks.GROUP),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        kernel,
                                        assembly.context(),
                                        x,
                                        y,
                                        axes,
                                        step.shape().length,
                                        elements,
                                        step.xOffset(),
                                        step.yOffset()));
    }

    static void add(GraphAssembly assembly, Gather step) {
        if (isFloat(step.x())) {
            Picker<FloatArray> kernel = LayoutKernels::gatherFloats;
            add(assembly, step, kernel, assembly.floats(step.x()), assembly.floats(step.y()));
        } else {
            Picker<IntArray> kernel = LayoutKernels::gatherInts;
            add(assembly, step, kernel, assembly.ints(step.x()), assembly.ints(step.y()));
        }
    }

    private static <T> void add(GraphAssembly assembly, Gather step, Picker<T> kernel, T x, T y) {
        assembly.add(
                Launch.line(step.y().elements(), ElementTasks.GROUP),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        kernel,
                                        assembly.context(),
                                        x,
                                        assembly.ints(step.indices()),
                                        y,
                                        step.outer(),
                                        step.length(),
                                        step.inner(),
                                        step.count()));
    }

    private static boolean isFloat(Operand operand) {
        return operand.type() == ElementType.FLOAT32;
    }
}
