package io.sluice.kernel.tornado.graph;

import uk.ac.manchester.tornado.api.TornadoProfilerResult;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;

/**
 * One run of a plan as TornadoVM's profiler has it, nanoseconds. A run that is replayed as a CUDA
 * graph cannot be taken apart.
 *
 * @param compute in kernels and library calls
 * @param copy of inputs to the device and of outputs back
 */
public record RunTimes(long compute, long copy) {
    public static RunTimes of(CompiledPlan plan) {
        long compute = 0;
        long copy = 0;
        plan.plan().withProfiler(ProfilerMode.SILENT);
        for (int graph = 0; graph < plan.graphs(); graph++) {
            TornadoProfilerResult profile =
                    plan.plan().withGraph(graph).execute().getProfilerResult();
            compute += profile.getDeviceKernelTime();
            copy += profile.getDeviceWriteTime() + profile.getDeviceReadTime();
        }
        plan.plan().withoutProfiler();
        return new RunTimes(compute, copy);
    }
}
