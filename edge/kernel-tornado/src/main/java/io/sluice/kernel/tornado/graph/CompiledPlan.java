package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/**
 * A program on a device: one task graph, or several that run in turn.
 *
 * <p>Owned state: the execution plan, its device memory, the host's arrays.
 *
 * <p>Life cycle: assembled, warmed graph by graph, run any number of times, closed.
 *
 * <p>Threading: made, run and closed on the device's thread.
 */
public final class CompiledPlan implements AutoCloseable {
    /**
     * TornadoVM's own default also lets the driver take it that no number is infinite or NaN, and
     * round functions coarsely.
     */
    static final String OPENCL_FLAGS = "-cl-mad-enable -w";

    /** A number that is not one, of a form that no arithmetic gives. */
    private static final int NO_RESULT = 0x7fd5_1c1e;

    private final String name;
    private final int batch;
    private final HostArrays memory;
    private final TornadoExecutionPlan plan;
    private final int graphs;
    private final List<ByteBuffer> inputs;
    private final List<ByteBuffer> outputs;
    private final List<Operand> results;
    private final int[] marked;
    private int warm;

    private CompiledPlan(
            Program program, HostArrays memory, GraphAssembly assembly, TornadoDevice device) {
        // Not the program itself, whose constants are the size of the weights.
        this.name = program.name();
        this.batch = program.batch();
        this.memory = memory;
        this.inputs = views(assembly, program.inputs());
        this.outputs = views(assembly, program.outputs());
        this.results = program.outputs();
        this.marked = marked(results);
        ImmutableTaskGraph[] each = assembly.finish();
        this.graphs = each.length;
        this.plan = new TornadoExecutionPlan(each);
        plan.withDevice(device);
        plan.withCompilerFlags(TornadoVMBackendType.OPENCL, OPENCL_FLAGS);
        // Calls of libraries have no launch, and TornadoVM refuses a scheduler that has none.
        if (!assembly.grids().keySet().isEmpty()) {
            plan.withGridScheduler(assembly.grids());
        }
        if (assembly.limits().offers().executionGraphs()) {
            plan.withCUDAGraph();
        }
    }

    private static List<ByteBuffer> views(GraphAssembly assembly, List<Operand> operands) {
        return operands.stream().map(operand -> assembly.host(operand).bytes()).toList();
    }

    /** Outputs of which no result looks like a mark: whole numbers may, where there are others. */
    private static int[] marked(List<Operand> outputs) {
        int[] floats =
                IntStream.range(0, outputs.size())
                        .filter(i -> outputs.get(i).type() == ElementType.FLOAT32)
                        .toArray();
        return floats.length > 0 ? floats : IntStream.range(0, outputs.size()).toArray();
    }

    /** A program compiled and warm. */
    public static CompiledPlan of(Program program, TornadoDevice device, DeviceLimits limits) {
        CompiledPlan plan = assemble(program, device, limits);
        try {
            while (plan.warmNext()) {
                // One graph each time.
            }
            return plan;
        } catch (RuntimeException | Error e) {
            closeAfter(e, plan);
            throw e;
        }
    }

    /** A program of which nothing is compiled yet. */
    public static CompiledPlan assemble(
            Program program, TornadoDevice device, DeviceLimits limits) {
        return assemble(
                program,
                device,
                limits,
                assembly -> TaskGraphLowering.add(assembly, program.steps()));
    }

    /** The same for a program without steps, whose results a prebuilt kernel computes. */
    public static CompiledPlan assemble(
            Program program, PrebuiltKernel kernel, TornadoDevice device, DeviceLimits limits) {
        return assemble(program, device, limits, assembly -> kernel.add(assembly, program));
    }

    private static CompiledPlan assemble(
            Program program,
            TornadoDevice device,
            DeviceLimits limits,
            Consumer<GraphAssembly> tasks) {
        HostArrays memory = new HostArrays();
        try {
            GraphAssembly assembly = new GraphAssembly(program, limits, memory);
            tasks.accept(assembly);
            return new CompiledPlan(program, memory, assembly, device);
        } catch (RuntimeException | Error e) {
            closeAfter(e, memory);
            throw e;
        }
    }

    private static void closeAfter(Throwable reason, AutoCloseable what) {
        try {
            what.close();
        } catch (Exception | Error e) {
            reason.addSuppressed(e);
        }
    }

    /**
     * Compiles the next graph and moves its constants, by running it; after the last, runs the
     * program once more to see that all is in place. The inputs are zeros, or what is there.
     *
     * @return whether there is more to do
     */
    public boolean warmNext() {
        run(warm++);
        if (warm < graphs) {
            return true;
        }
        execute();
        return false;
    }

    /** Rows per run. */
    public int batch() {
        return batch;
    }

    /** Into how many task graphs the program went. */
    public int graphs() {
        return graphs;
    }

    /** The elements of each input, to be written before a run. */
    public List<ByteBuffer> inputs() {
        return inputs;
    }

    /** The elements of each output, to be read after a run. */
    public List<ByteBuffer> outputs() {
        return outputs;
    }

    /** Bytes of the arrays, on the host and again on the device. */
    public long bytes() {
        return memory.bytes();
    }

    /**
     * Runs the program once.
     *
     * @throws IllegalStateException when no results came back
     */
    public void execute() {
        // Drivers that fail are reported on the error stream alone, and the arrays stay as they
        // were.
        for (int output : marked) {
            outputs.get(output).putInt(0, NO_RESULT);
        }
        for (int graph = 0; graph < graphs; graph++) {
            run(graph);
        }
        for (int output : marked) {
            if (outputs.get(output).getInt(0) == NO_RESULT) {
                throw new IllegalStateException("no result came back for " + results.get(output));
            }
        }
    }

    private void run(int graph) {
        // Without the choice of a graph every result is kept in a list for as long as the plan is.
        plan.withGraph(graph).execute();
    }

    TornadoExecutionPlan plan() {
        return plan;
    }

    @Override
    public void close() {
        try {
            // Of a plan with a chosen graph only this would be freed.
            plan.withAllGraphs().close();
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the plan of " + name + " stays open", e);
        } finally {
            memory.close();
        }
    }
}
