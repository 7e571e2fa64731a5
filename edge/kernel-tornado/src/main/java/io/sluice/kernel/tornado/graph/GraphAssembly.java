package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Constant;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A task graph under construction: the array of every operand, how it travels, and the launch of
 * every task.
 *
 * <p>Constants go to the device with the first run, inputs with every run, outputs come back with
 * every run. Temporaries lie in the slots of the memory plan and never travel: they are declared as
 * moved on demand, which keeps their device memory from one run to the next, and nobody demands
 * them.
 */
final class GraphAssembly {
    static final String NAME = "sluice";

    private final DeviceLimits limits;
    private final HostArrays memory;
    private final Map<Integer, HostArray> arrays = new HashMap<>();
    private final TaskGraph graph = new TaskGraph(NAME);
    private final GridScheduler grids = new GridScheduler();
    private final KernelContext context = new KernelContext();
    private final FloatArray none;
    private int tasks;

    GraphAssembly(Program program, DeviceLimits limits, HostArrays memory) {
        this.limits = limits;
        this.memory = memory;
        // Arguments of every task are freed with the plan only when they are declared to travel.
        graph.transferToDevice(DataTransferMode.UNDER_DEMAND, context);
        none = once(memory.allocate(ElementType.FLOAT32, 1)).floats();
        program.constants().forEach(this::constant);
        program.inputs().forEach(this::input);
        program.outputs().forEach(output -> arrays.put(output.id(), allocate(output)));
        temporaries(program.memory());
    }

    private void constant(Constant constant) {
        HostArray array = allocate(constant.operand());
        if (constant.operand().type() == ElementType.FLOAT32) {
            array.fill(constant.floats());
        } else {
            array.fill(constant.ints());
        }
        arrays.put(constant.operand().id(), once(array));
    }

    private void input(Operand input) {
        HostArray array = allocate(input);
        arrays.put(input.id(), array);
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, array.array());
    }

    private void temporaries(MemoryPlan plan) {
        List<HostArray> slots = new ArrayList<>();
        for (MemoryPlan.Slot slot : plan.slots()) {
            HostArray array = memory.allocate(slot.type(), slot.elements());
            graph.transferToDevice(DataTransferMode.UNDER_DEMAND, array.array());
            slots.add(array);
        }
        plan.slotOf().forEach((operand, slot) -> arrays.put(operand.id(), slots.get(slot)));
    }

    private HostArray allocate(Operand operand) {
        return memory.allocate(operand.type(), operand.elements());
    }

    private HostArray once(HostArray array) {
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, array.array());
        return array;
    }

    DeviceLimits limits() {
        return limits;
    }

    KernelContext context() {
        return context;
    }

    HostArray array(Operand operand) {
        return arrays.get(operand.id());
    }

    FloatArray floats(Operand operand) {
        return array(operand).floats();
    }

    IntArray ints(Operand operand) {
        return array(operand).ints();
    }

    /** The array of an operand that may be left out; kernels do not read what stands in for it. */
    FloatArray floatsOrNone(Operand operand) {
        return operand == null ? none : floats(operand);
    }

    /** Whole numbers that a kernel looks up. */
    IntArray table(int... values) {
        return once(memory.allocate(ElementType.INT32, values.length).fill(values)).ints();
    }

    /** Numbers that a kernel reads, such as weights in another order. */
    FloatArray values(float[] values) {
        return once(memory.allocate(ElementType.FLOAT32, values.length).fill(values)).floats();
    }

    /** Adds the next task; the function is given its name. */
    void add(Launch launch, Function<String, TaskGraph> task) {
        add("t" + tasks++, launch, task);
    }

    /** Adds the next task, under a name that is known outside. */
    void add(String name, Launch launch, Function<String, TaskGraph> task) {
        grids.addWorkerGrid(NAME + "." + name, launch.worker(name, limits));
        task.apply(name);
    }

    TaskGraph graph() {
        return graph;
    }

    /** The graph as a whole, with the outputs coming back. */
    TaskGraph finish(Program program) {
        for (Operand output : program.outputs()) {
            graph.transferToHost(DataTransferMode.EVERY_EXECUTION, array(output).array());
        }
        return graph;
    }

    GridScheduler grids() {
        return grids;
    }
}
