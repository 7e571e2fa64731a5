package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.compiler.Step.Arithmetic;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.Copy;
import io.sluice.kernel.compiler.Step.Elementwise;
import io.sluice.kernel.compiler.Step.Gather;
import io.sluice.kernel.compiler.Step.LayerNormalization;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.compiler.Step.Pooling;
import io.sluice.kernel.compiler.Step.Reduction;
import io.sluice.kernel.compiler.Step.Softmax;
import java.util.List;

/** Turns each step of a program into a task, of as many graphs as it takes. */
final class TaskGraphLowering {
    private TaskGraphLowering() {}

    static void add(GraphAssembly assembly, List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (assembly.isFull()) {
                assembly.next(steps.subList(i, steps.size()));
            }
            add(assembly, steps.get(i));
        }
    }

    private static void add(GraphAssembly assembly, Step step) {
        if (LibraryTasks.add(assembly, step)) {
            return;
        }
        if (step instanceof MatMul product) {
            MatMulTasks.add(assembly, product);
        } else if (step instanceof Convolution convolution) {
            ConvolutionTasks.add(assembly, convolution);
        } else if (step instanceof Pooling pooling) {
            ElementTasks.add(assembly, pooling);
        } else if (step instanceof Elementwise elementwise) {
            ElementTasks.add(assembly, elementwise);
        } else if (step instanceof Arithmetic arithmetic) {
            ElementTasks.add(assembly, arithmetic);
        } else if (step instanceof Reduction reduction) {
            RowTasks.add(assembly, reduction);
        } else if (step instanceof Softmax softmax) {
            RowTasks.add(assembly, softmax);
        } else if (step instanceof LayerNormalization normalization) {
            RowTasks.add(assembly, normalization);
        } else if (step instanceof Copy copy) {
            LayoutTasks.add(assembly, copy);
        } else if (step instanceof Gather gather) {
            LayoutTasks.add(assembly, gather);
        } else {
            // Release 17 has no exhaustive switch over a sealed type.
            throw new IllegalArgumentException("no kernel for " + step);
        }
    }
}
