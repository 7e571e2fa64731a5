package io.sluice.kernel.tornado.graph;

import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;

/** Asks TornadoVM's profiler what a run moves between host and device. */
public final class TransferredBytes {
    private TransferredBytes() {}

    public static long inOneRun(CompiledPlan plan) {
        plan.plan().withProfiler(ProfilerMode.SILENT);
        TornadoExecutionResult result = plan.plan().execute();
        plan.plan().withoutProfiler();
        return result.getProfilerResult().getTotalBytesTransferred();
    }
}
