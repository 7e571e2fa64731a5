package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/**
 * A program on a device: compiled, its constants in place, run at least once.
 *
 * <p>Owned state: the execution plan, its device memory, the host's arrays.
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

    /** The first run compiles and moves the constants, the second shows that all is in place. */
    private static final int WARM_UP_RUNS = 2;

    private final Program program;
    private final HostArrays memory;
    private final TornadoExecutionPlan plan;
    private final List<ByteBuffer> inputs;
    private final List<ByteBuffer> outputs;
    private final int[] marked;

    private CompiledPlan(
            Program program,
            HostArrays memory,
            TornadoExecutionPlan plan,
            List<ByteBuffer> inputs,
            List<ByteBuffer> outputs) {
        this.program = program;
        this.memory = memory;
        this.plan = plan;
        this.inputs = inputs;
        this.outputs = outputs;
        this.marked = marked(program.outputs());
    }

    /** Outputs of which no result looks like a mark: whole numbers may, where there are others. */
    private static int[] marked(List<Operand> outputs) {
        int[] floats =
                IntStream.range(0, outputs.size())
                        .filter(i -> outputs.get(i).type() == ElementType.FLOAT32)
                        .toArray();
        return floats.length > 0 ? floats : IntStream.range(0, outputs.size()).toArray();
    }

    /** Compiles a program and runs it on zeros. */
    public static CompiledPlan of(Program program, TornadoDevice device, DeviceLimits limits) {
        return of(
                program,
                device,
                limits,
                assembly -> program.steps().forEach(step -> TaskGraphLowering.add(assembly, step)));
    }

    /** The same for a program without steps, whose results a prebuilt kernel computes. */
    public static CompiledPlan of(
            Program program, PrebuiltKernel kernel, TornadoDevice device, DeviceLimits limits) {
        return of(program, device, limits, assembly -> kernel.add(assembly, program));
    }

    private static CompiledPlan of(
            Program program,
            TornadoDevice device,
            DeviceLimits limits,
            Consumer<GraphAssembly> tasks) {
        HostArrays memory = new HostArrays();
        CompiledPlan compiled = null;
        try {
            compiled = assemble(program, device, limits, memory, tasks);
            for (int i = 0; i < WARM_UP_RUNS; i++) {
                compiled.execute();
            }
            return compiled;
        } catch (RuntimeException | Error e) {
            release(compiled, memory, e);
            throw e;
        }
    }

    private static CompiledPlan assemble(
            Program program,
            TornadoDevice device,
            DeviceLimits limits,
            HostArrays memory,
            Consumer<GraphAssembly> tasks) {
        GraphAssembly assembly = new GraphAssembly(program, limits, memory);
        try {
            tasks.accept(assembly);
        } catch (BufferOverflowException e) {
            throw new UnsupportedStageException(
                    program.name()
                            + ": "
                            + program.steps().size()
                            + " steps are more than a task graph of TornadoVM holds",
                    e);
        }
        TornadoExecutionPlan plan = new TornadoExecutionPlan(assembly.finish(program).snapshot());
        plan.withDevice(device);
        plan.withCompilerFlags(TornadoVMBackendType.OPENCL, OPENCL_FLAGS);
        plan.withGridScheduler(assembly.grids());
        return new CompiledPlan(
                program,
                memory,
                plan,
                views(assembly, program.inputs()),
                views(assembly, program.outputs()));
    }

    private static List<ByteBuffer> views(GraphAssembly assembly, List<Operand> operands) {
        return operands.stream().map(operand -> assembly.array(operand).bytes()).toList();
    }

    private static void release(CompiledPlan compiled, HostArrays memory, Throwable reason) {
        try {
            if (compiled == null) {
                memory.close();
            } else {
                compiled.close();
            }
        } catch (RuntimeException | Error e) {
            reason.addSuppressed(e);
        }
    }

    public Program program() {
        return program;
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
        // Without the choice of a graph every result is kept in a list for as long as the plan is.
        plan.withGraph(0).execute();
        for (int output : marked) {
            if (outputs.get(output).getInt(0) == NO_RESULT) {
                throw new IllegalStateException(
                        "no result came back for " + program.outputs().get(output));
            }
        }
    }

    TornadoExecutionPlan plan() {
        return plan;
    }

    @Override
    public void close() {
        try {
            plan.close();
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the plan of " + program.name() + " stays open", e);
        } finally {
            memory.close();
        }
    }
}
