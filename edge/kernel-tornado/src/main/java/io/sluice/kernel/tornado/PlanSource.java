package io.sluice.kernel.tornado;

import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.tornado.graph.CompiledPlan;

/**
 * What a stage's plans are made from: its graph, or a bitstream.
 *
 * <p>Threading: programs are made on any thread, plans on the device's, where it is closed too.
 */
interface PlanSource extends AutoCloseable {
    /** What tells it from other sources of the same stage; empty for the graph. */
    String identity();

    /** The fewest rows of a plan. */
    int leastBatch();

    /** Whether rows lie in a plan's arrays as they lie in the caller's buffers. */
    boolean keepsDtypes();

    /** The arrays of a plan, and its steps where it has any. */
    Program program(int batch);

    /** The plan, of which nothing is compiled yet. */
    CompiledPlan assemble(Program program, OpenDevice device);

    @Override
    void close();
}
