package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Step.Arithmetic;
import io.sluice.kernel.compiler.Step.Elementwise;
import io.sluice.kernel.compiler.Step.Pooling;
import io.sluice.kernel.tornado.kernels.Activation;
import io.sluice.kernel.tornado.kernels.ElementKernels;
import io.sluice.kernel.tornado.kernels.Numbers;
import io.sluice.kernel.tornado.kernels.PoolingKernels;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Adds steps with one work item per element to a task graph. */
final class ElementTasks {
    /** Long enough to be worth a core's while, short enough to keep all busy. */
    static final int GROUP = 128;

    private ElementTasks() {}

    static void add(GraphAssembly assembly, Elementwise step) {
        int elements = step.y().elements();
        Pointwise then = step.then();
        assembly.add(
                Launch.line(elements, GROUP),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        ElementKernels::map,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.y()),
                                        elements,
                                        Activation.code(then.kind()),
                                        then.a(),
                                        then.b()));
    }

    static void add(GraphAssembly assembly, Arithmetic step) {
        boolean flat =
                step.shape().length == 1
                        && step.aStrides()[0] >>> 1 == 0
                        && step.bStrides()[0] >>> 1 == 0;
        if (flat) {
            flat(assembly, step);
        } else {
            strided(assembly, step);
        }
    }

    private static void flat(GraphAssembly assembly, Arithmetic step) {
        int elements = step.shape()[0];
        Pointwise then = step.then();
        assembly.add(
                Launch.line(elements, GROUP),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        ElementKernels::combine,
                                        assembly.context(),
                                        assembly.floats(step.a()),
                                        assembly.floats(step.b()),
                                        assembly.floats(step.y()),
                                        elements,
                                        step.aStrides()[0],
                                        step.bStrides()[0],
                                        Numbers.code(step.operator()),
                                        Activation.code(then.kind()),
                                        then.a(),
                                        then.b()));
    }

    private static void strided(GraphAssembly assembly, Arithmetic step) {
        int elements = step.y().elements();
        Pointwise then = step.then();
        IntArray axes = assembly.table(Axes.joined(step.shape(), step.aStrides(), step.bStrides()));
        assembly.add(
                Launch.line(elements, GROUP),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        ElementKernels::combineStrided,
                                        assembly.context(),
                                        assembly.floats(step.a()),
                                        assembly.floats(step.b()),
                                        assembly.floats(step.y()),
                                        axes,
                                        step.shape().length,
                                        elements,
                                        Numbers.code(step.operator()),
                                        Activation.code(then.kind()),
                                        then.a(),
                                        then.b()));
    }

    static void add(GraphAssembly assembly, Pooling step) {
        PackedWindow window = PackedWindow.of(step.window());
        int pixels = step.window().outHeight() * step.window().outWidth();
        Launch launch = Launch.grid(pixels, step.planes(), 1, GROUP, 1);
        if (step.average()) {
            mean(assembly, step, window, launch);
        } else {
            maximum(assembly, step, window, launch);
        }
    }

    private static void maximum(
            GraphAssembly assembly, Pooling step, PackedWindow window, Launch launch) {
        assembly.add(
                launch,
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        PoolingKernels::maximum,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.y()),
                                        window.size(),
                                        window.outSize(),
                                        window.kernel(),
                                        window.stride(),
                                        window.dilation(),
                                        window.padding(),
                                        Activation.code(step.then().kind()),
                                        step.then().a(),
                                        step.then().b()));
    }

    private static void mean(
            GraphAssembly assembly, Pooling step, PackedWindow window, Launch launch) {
        assembly.add(
                launch,
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        PoolingKernels::mean,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.y()),
                                        window.size(),
                                        window.outSize(),
                                        window.kernel(),
                                        window.stride(),
                                        window.dilation(),
                                        window.padding(),
                                        step.countsPadding() ? 1 : 0,
                                        Activation.code(step.then().kind()),
                                        step.then().a(),
                                        step.then().b()));
    }
}
