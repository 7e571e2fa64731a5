package io.sluice.kernel.compiler;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers what is left of a step graph anew and says of each operand what it is now. */
final class ProgramAssembly {
    private final StepGraph graph;
    private final Map<Operand, Operand> numbered = new LinkedHashMap<>();
    private final List<Constant> constants = new ArrayList<>();

    private ProgramAssembly(StepGraph graph) {
        this.graph = graph;
    }

    static Program assemble(StageModel stage, int batch, StepGraph graph) {
        ProgramAssembly assembly = new ProgramAssembly(graph);
        List<Operand> inputs = new ArrayList<>();
        graph.inputs().forEach(input -> inputs.add(assembly.numbered(input)));
        List<Operand> outputs = new ArrayList<>();
        for (int i = 0; i < graph.outputs().size(); i++) {
            outputs.add(assembly.output(graph.outputs().get(i), stage.outputs().get(i), batch));
        }
        List<Step> steps = new ArrayList<>();
        for (Step step : graph.steps()) {
            steps.add(StepChange.operands(step, assembly::numbered));
        }
        assembly.constants.sort(Comparator.comparingInt(constant -> constant.operand().id()));
        MemoryPlan memory = MemoryPlanner.plan(steps);
        return new Program(stage.name(), batch, inputs, outputs, assembly.constants, steps, memory);
    }

    private Operand output(Operand operand, TensorSpec spec, int batch) {
        int[] shape = new int[spec.shape().length + 1];
        shape[0] = batch;
        System.arraycopy(spec.shape(), 0, shape, 1, spec.shape().length);
        Operand made =
                new Operand(
                        numbered.size(), spec.name(), operand.type(), shape, Operand.Role.OUTPUT);
        numbered.put(operand, made);
        return made;
    }

    private Operand numbered(Operand operand) {
        Operand known = numbered.get(operand);
        if (known != null) {
            return known;
        }
        Constant constant = graph.constant(operand);
        Operand.Role role = constant == null ? operand.role() : Operand.Role.CONSTANT;
        Operand made =
                new Operand(numbered.size(), operand.name(), operand.type(), operand.shape(), role);
        numbered.put(operand, made);
        if (constant != null) {
            constants.add(new Constant(made, constant.floats(), constant.ints()));
        }
        return made;
    }
}
