package io.sluice.cli.fit;

import picocli.CommandLine.Option;

/** How exits are fitted. */
final class TrainingOptions {
    /** What a stage costs. */
    enum Costs {
        counted,
        measured
    }

    @Option(
            names = "--costs",
            defaultValue = "counted",
            description = {
                "what leaving at an exit costs: counted (multiply-adds), or measured (the time that the",
                "stages take on this machine for a batch; the bundle is then another one each time);",
                "default: ${DEFAULT-VALUE}"
            })
    Costs costs;

    @Option(
            names = "--batch",
            defaultValue = "64",
            description = "rows per batch for measured costs (default: ${DEFAULT-VALUE})")
    int batch;

    @Option(
            names = "--rounds",
            defaultValue = "0",
            description = {
                "after the heads are trained, most turns in which gates and heads are fitted to each other",
                "as in JEI-DNN; they end when one gains nothing (default: ${DEFAULT-VALUE})"
            })
    int rounds;

    @Option(
            names = "--threads",
            description = "how many threads work; the result does not depend on it (default: all)")
    Integer threads;

    int threads() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
