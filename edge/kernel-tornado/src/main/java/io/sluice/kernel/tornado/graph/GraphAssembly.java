package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Constant;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Task graphs under construction: the array of every operand, how it travels, and the launch of
 * every task. A program that is too long for one task graph takes several, which run in turn.
 *
 * <p>Constants go to the device with the first run, inputs with every run, outputs come back with
 * every run. Temporaries lie in the slots of the memory plan and never travel: they are declared as
 * moved on demand, which keeps their device memory from one run to the next, and nobody demands
 * them. What a graph has on the device the next one takes over from there, as long as it or a later
 * one needs it.
 */
final class GraphAssembly {
    static final String NAME = "sluice";

    /**
     * Tasks after which a graph takes no further step. TornadoVM has room for 71: it keeps 8192
     * bytes of code for a graph, of which a task takes 15 and its arguments, at most 20, 5 each.
     * Fewer let runs of others in sooner while a stage is compiled, and a graph more costs a run 40
     * µs.
     */
    private static final int FULL = 16;

    private final DeviceLimits limits;
    private final HostArrays memory;
    private final Map<Integer, HostArray> arrays = new HashMap<>();
    private final Set<Object> onDevice = new LinkedHashSet<>();
    private final List<TaskGraph> graphs = new ArrayList<>();
    private final GridScheduler grids = new GridScheduler();
    private final KernelContext context = new KernelContext();
    private final HostArray none;
    private final Set<Operand> outputs;
    private TaskGraph graph;
    private int tasks;
    private int graphsFirstTask;

    GraphAssembly(Program program, DeviceLimits limits, HostArrays memory) {
        this.limits = limits;
        this.memory = memory;
        none = memory.allocate(ElementType.FLOAT32, 1);
        program.constants().forEach(this::constant);
        program.inputs().forEach(input -> arrays.put(input.id(), allocate(input)));
        program.outputs().forEach(output -> arrays.put(output.id(), allocate(output)));
        outputs = new LinkedHashSet<>(program.outputs());
        temporaries(program.memory());
        begin();
    }

    private void constant(Constant constant) {
        HostArray array = allocate(constant.operand());
        if (constant.operand().type() == ElementType.FLOAT32) {
            array.fill(constant.floats());
        } else {
            array.fill(constant.ints());
        }
        arrays.put(constant.operand().id(), array);
    }

    private void temporaries(MemoryPlan plan) {
        List<HostArray> slots = new ArrayList<>();
        for (MemoryPlan.Slot slot : plan.slots()) {
            slots.add(memory.allocate(slot.type(), slot.elements()));
        }
        plan.slotOf().forEach((operand, slot) -> arrays.put(operand.id(), slots.get(slot)));
    }

    private HostArray allocate(Operand operand) {
        return memory.allocate(operand.type(), operand.elements());
    }

    /** Whether the next step belongs into another graph. */
    boolean isFull() {
        return tasks - graphsFirstTask >= FULL;
    }

    /** Ends a graph and begins the next, for the rest of the program's steps. */
    void next(List<Step> rest) {
        Set<Object> needed = new HashSet<>();
        Set<Operand> unfinished = new HashSet<>();
        for (Step step : rest) {
            step.reads().forEach(operand -> needed.add(host(operand).array()));
            needed.add(host(step.writes()).array());
            unfinished.add(step.writes());
        }
        bringBack(outputs.stream().filter(output -> !unfinished.contains(output)).toList());
        onDevice.retainAll(needed);
        begin();
    }

    private void begin() {
        graph = new TaskGraph(graphs.isEmpty() ? NAME : NAME + graphs.size());
        if (!onDevice.isEmpty()) {
            String before = graphs.get(graphs.size() - 1).getTaskGraphName();
            graph.consumeFromDevice(before, onDevice.toArray());
        }
        graphs.add(graph);
        graphsFirstTask = tasks;
        // Arguments of every task are freed with the plan only when they are declared to travel.
        graph.transferToDevice(DataTransferMode.UNDER_DEMAND, context);
        once(none);
    }

    private void declare(Operand operand, Object array) {
        switch (operand.role()) {
            case CONSTANT -> graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, array);
            case INPUT -> graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, array);
            case TEMPORARY -> graph.transferToDevice(DataTransferMode.UNDER_DEMAND, array);
            case OUTPUT -> {
                // Declared by the graph that writes the last of it.
            }
        }
    }

    private void bringBack(List<Operand> written) {
        for (Operand output : written) {
            graph.transferToHost(DataTransferMode.EVERY_EXECUTION, host(output).array());
            outputs.remove(output);
        }
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

    /** The array of an operand, on the host. */
    HostArray host(Operand operand) {
        return arrays.get(operand.id());
    }

    /** The array of an operand as an argument of the next task. */
    HostArray array(Operand operand) {
        HostArray array = host(operand);
        if (onDevice.add(array.array())) {
            declare(operand, array.array());
        }
        return array;
    }

    FloatArray floats(Operand operand) {
        return array(operand).floats();
    }

    IntArray ints(Operand operand) {
        return array(operand).ints();
    }

    /** The array of an operand that may be left out; kernels do not read what stands in for it. */
    FloatArray floatsOrNone(Operand operand) {
        return operand == null ? none.floats() : floats(operand);
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
        grids.addWorkerGrid(graph.getTaskGraphName() + "." + name, launch.worker(name, limits));
        task.apply(name);
    }

    /** Adds the next task, the call of a library, which launches what it needs itself. */
    void add(LibraryTaskDescriptor call) {
        graph.libraryTask("t" + tasks++, given -> given, call);
    }

    /** The graph that tasks are added to. */
    TaskGraph graph() {
        return graph;
    }

    /** Ends the last graph; all of them, in the order in which they run. */
    ImmutableTaskGraph[] finish() {
        bringBack(List.copyOf(outputs));
        return graphs.stream().map(TaskGraph::snapshot).toArray(ImmutableTaskGraph[]::new);
    }

    GridScheduler grids() {
        return grids;
    }
}
