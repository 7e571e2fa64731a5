package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step.LayerNormalization;
import io.sluice.kernel.compiler.Step.Reduction;
import io.sluice.kernel.compiler.Step.Softmax;
import io.sluice.kernel.tornado.kernels.Activation;
import io.sluice.kernel.tornado.kernels.RowGroupKernels;
import io.sluice.kernel.tornado.kernels.RowKernels;

/** Adds steps over whole rows to a task graph: a work item per row, or a work-group. */
final class RowTasks {
    /** Few rows a group: a row is already a piece of work. */
    private static final int GROUP = 8;

    /** From this length on a work-group of a GPU is better used than a work item. */
    private static final int LONG_ROW = 32;

    private RowTasks() {}

    private static boolean byGroup(GraphAssembly assembly, int length) {
        int items = RowGroupKernels.GROUP;
        return length >= LONG_ROW && assembly.limits().isGpuWith(items, items * Float.BYTES);
    }

    private static Launch groups(long rows) {
        return Launch.groups(rows, 1, 1, RowGroupKernels.GROUP, 1);
    }

    static void add(GraphAssembly assembly, Reduction step) {
        long rows = (long) step.outer() * step.inner();
        if (byGroup(assembly, step.length())) {
            reduceByGroup(assembly, step, groups(rows));
        } else {
            reduce(assembly, step, Launch.line(rows, GROUP));
        }
    }

    private static void reduce(GraphAssembly assembly, Reduction step, Launch launch) {
        assembly.add(
                launch,
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        RowKernels::reduce,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.y()),
                                        step.outer(),
                                        step.length(),
                                        step.inner(),
                                        RowKernels.code(step.kind()),
                                        Activation.code(step.then().kind()),
                                        step.then().a(),
                                        step.then().b()));
    }

    private static void reduceByGroup(GraphAssembly assembly, Reduction step, Launch launch) {
        assembly.add(
                launch,
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        RowGroupKernels::reduce,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.y()),
                                        step.length(),
                                        step.inner(),
                                        RowKernels.code(step.kind()),
                                        Activation.code(step.then().kind()),
                                        step.then().a(),
                                        step.then().b()));
    }

    static void add(GraphAssembly assembly, Softmax step) {
        long rows = (long) step.outer() * step.inner();
        if (byGroup(assembly, step.length())) {
            assembly.add(
                    groups(rows),
                    task ->
                            assembly.graph()
                                    .task(
                                            task,
                                            RowGroupKernels::softmax,
                                            assembly.context(),
                                            assembly.floats(step.x()),
                                            assembly.floats(step.y()),
                                            step.length(),
                                            step.inner()));
        } else {
            assembly.add(
                    Launch.line(rows, GROUP),
                    task ->
                            assembly.graph()
                                    .task(
                                            task,
                                            RowKernels::softmax,
                                            assembly.context(),
                                            assembly.floats(step.x()),
                                            assembly.floats(step.y()),
                                            step.outer(),
                                            step.length(),
                                            step.inner()));
        }
    }

    static void add(GraphAssembly assembly, LayerNormalization step) {
        if (byGroup(assembly, step.length())) {
            normaliseByGroup(assembly, step);
        } else {
            normalise(assembly, step);
        }
    }

    private static void normalise(GraphAssembly assembly, LayerNormalization step) {
        assembly.add(
                Launch.line(step.rows(), GROUP),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        RowKernels::normalise,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.scale()),
                                        assembly.floatsOrNone(step.bias()),
                                        assembly.floats(step.y()),
                                        step.rows(),
                                        step.length(),
                                        step.epsilon(),
                                        step.bias() == null ? 0 : 1));
    }

    private static void normaliseByGroup(GraphAssembly assembly, LayerNormalization step) {
        assembly.add(
                groups(step.rows()),
                task ->
                        assembly.graph()
                                .task(
                                        task,
                                        RowGroupKernels::normalise,
                                        assembly.context(),
                                        assembly.floats(step.x()),
                                        assembly.floats(step.scale()),
                                        assembly.floatsOrNone(step.bias()),
                                        assembly.floats(step.y()),
                                        step.length(),
                                        step.epsilon(),
                                        step.bias() == null ? 0 : 1));
    }
}
