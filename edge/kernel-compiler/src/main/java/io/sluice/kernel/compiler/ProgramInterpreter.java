package io.sluice.kernel.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs programs in plain Java, slowly: the definition of what a device has to compute, and the
 * oracle for its tests. Temporaries share memory as the program's plan says.
 */
public final class ProgramInterpreter {
    private ProgramInterpreter() {}

    /**
     * Runs a program once.
     *
     * @param inputs for each input of the program a float[] or int[], by its element type
     * @return the same for each output
     */
    public static List<Object> run(Program program, List<?> inputs) {
        Map<Operand, Object> memory = new HashMap<>();
        for (int i = 0; i < program.inputs().size(); i++) {
            memory.put(program.inputs().get(i), inputs.get(i));
        }
        program.outputs().forEach(output -> memory.put(output, StepInterpreter.array(output)));
        program.constants()
                .forEach(constant -> memory.put(constant.operand(), StepGraph.values(constant)));
        List<Object> slots = new ArrayList<>();
        for (MemoryPlan.Slot slot : program.memory().slots()) {
            boolean decimal = slot.type() == ElementType.FLOAT32;
            slots.add(decimal ? new float[slot.elements()] : new int[slot.elements()]);
        }
        program.memory().slotOf().forEach((operand, slot) -> memory.put(operand, slots.get(slot)));
        program.steps().forEach(step -> StepInterpreter.execute(step, memory::get));
        return program.outputs().stream().map(memory::get).toList();
    }
}
