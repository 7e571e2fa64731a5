package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.tornado.graph.CompiledPlan;

/** Plans whose kernels TornadoVM compiles. */
record GraphSource(StageModel model) implements PlanSource {
    @Override
    public String identity() {
        return "";
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
        return ProgramCompiler.compile(model, batch);
    }

    @Override
    public CompiledPlan compile(Program program, OpenDevice device) {
        return CompiledPlan.of(program, device.device(), device.limits());
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
