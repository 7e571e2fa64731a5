package io.sluice.kernel.tornado;

/**
 * What was measured of a stage at a batch size. Medians, in microseconds.
 *
 * @param onnxRuntime from the caller's buffers and back
 * @param tornado the same, as the provider runs it
 * @param ratio of the two in the same round: above 1 where TornadoVM takes longer
 * @param dispatch the least time of a run less the least of copying and of computing: handing over
 *     to the device's thread, moving rows, starting, waiting. NaN where that is less than the
 *     scatter of computing, or rounds were few
 * @param copy between host and device, in a profiled run
 * @param compute in kernels and library calls, in a profiled run
 * @param work what the batch has to do on any device
 * @param roofline the least time by the device's peaks over {@code compute}; NaN without peaks
 * @param rounds how often each was run, in turn
 */
record BenchmarkRow(
        String stage,
        int batch,
        double onnxRuntime,
        double tornado,
        double ratio,
        double dispatch,
        double copy,
        double compute,
        Work work,
        double roofline,
        int rounds) {
    /** Multiply-adds a second while computing, in 10⁹. */
    double rate() {
        return work.multiplyAdds() / compute / 1e3;
    }
}
