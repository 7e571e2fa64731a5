package io.sluice.kernel.tornado.graph;

import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;

/** Asks TornadoVM's profiler what a run moves between host and device. */
public final class TransferredBytes {
    private TransferredBytes() {}

    public static long inOneRun(CompiledPlan plan) {
        long bytes = 0;
        plan.plan().withProfiler(ProfilerMode.SILENT);
        for (int graph = 0; graph < plan.graphs(); graph++) {
            TornadoExecutionResult result = plan.plan().withGraph(graph).execute();
            bytes += result.getProfilerResult().getTotalBytesTransferred();
        }
        plan.plan().withoutProfiler();
        return bytes;
    }
}
