package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Plans whose kernels TornadoVM compiles.
 *
 * <p>Owned state: the program for one row, from when the stage was looked at until it is asked for.
 */
final class GraphSource implements PlanSource {
    private final StageModel model;
    private final AtomicReference<Program> oneRow;

    /**
     * @throws UnsupportedStageException when the stage has something that cannot be compiled
     */
    GraphSource(StageModel model) {
        this.model = model;
        this.oneRow = new AtomicReference<>(ProgramCompiler.compile(model, 1));
    }

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
        // Taken, not kept: it holds the weights.
        Program made = batch == 1 ? oneRow.getAndSet(null) : null;
        return made == null ? ProgramCompiler.compile(model, batch) : made;
    }

    @Override
    public CompiledPlan assemble(Program program, OpenDevice device) {
        return CompiledPlan.assemble(program, device.device(), device.limits());
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
