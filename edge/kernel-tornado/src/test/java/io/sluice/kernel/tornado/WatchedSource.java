package io.sluice.kernel.tornado;

import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Programs of a test, what plans were made of them, and a say before one is made. */
final class WatchedSource implements PlanSource {
    final List<CompiledPlan> made = new ArrayList<>();
    boolean closed;

    private final IntFunction<Program> programs;
    private final IntConsumer beforeEach;

    /**
     * @param programs the program for a batch size
     * @param beforeEach is told the batch size, on the device's thread
     */
    WatchedSource(IntFunction<Program> programs, IntConsumer beforeEach) {
        this.programs = programs;
        this.beforeEach = beforeEach;
    }

    @Override
    public String identity() {
        return "watched";
    }

    @Override
    public int leastBatch() {
        return 1;
    }

    @Override
    public boolean keepsDtypes() {
        return false;
    }

    @Override
    public Program program(int batch) {
        return programs.apply(batch);
    }

    @Override
    public CompiledPlan assemble(Program program, OpenDevice device) {
        beforeEach.accept(program.batch());
        CompiledPlan plan = CompiledPlan.assemble(program, device.device(), device.limits());
        made.add(plan);
        return plan;
    }

    @Override
    public void close() {
        closed = true;
    }
}
