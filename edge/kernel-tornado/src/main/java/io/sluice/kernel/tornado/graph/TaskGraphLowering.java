package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.compiler.Step.MatMul;

/** Turns each step of a program into a task. */
final class TaskGraphLowering {
    private TaskGraphLowering() {}

    static void add(GraphAssembly assembly, Step step) {
        if (step instanceof MatMul product) {
            MatMulTasks.add(assembly, product);
        }
    }
}
