package io.sluice.benchmarks.endtoend;

import java.util.List;

/**
 * How a benchmark is run.
 *
 * @param parallelism the parallelisms to measure, one after the other
 * @param rounds how often each variant is measured, interleaved
 * @param warmUpRounds rounds before those that do not count
 * @param events the number of events in each input topic
 * @param maxBatch the cascade's greatest batch
 * @param policies the policies of the cascade to measure beside the full model; empty for all
 * @param swaps how often the policy is swapped in one run
 */
public record Settings(
        List<Integer> parallelism,
        int rounds,
        int warmUpRounds,
        long events,
        RunLength length,
        int maxBatch,
        List<String> policies,
        int swaps) {}
