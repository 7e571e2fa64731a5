package io.sluice.kernel.compiler;

import java.util.List;

/**
 * What a stage computes for one batch size: kernel calls in order, over operands of fixed shape.
 * Immutable.
 *
 * @param name the stage's, for messages
 * @param batch rows per run
 * @param inputs one operand of role INPUT per input of the model, in its order
 * @param outputs one of role OUTPUT per output of the model, in its order
 * @param constants what has to be on the device before the first run, in the order of their ids
 * @param steps in an order in which each reads only what is written before
 * @param memory which temporaries share memory
 */
public record Program(
        String name,
        int batch,
        List<Operand> inputs,
        List<Operand> outputs,
        List<Constant> constants,
        List<Step> steps,
        MemoryPlan memory) {
    public Program {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        constants = List.copyOf(constants);
        steps = List.copyOf(steps);
    }
}
