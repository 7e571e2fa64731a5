package io.sluice.benchmarks.micro;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks of this package with the allocation profiler; takes JMH's options. */
public final class MicroBenchmarks {
    private MicroBenchmarks() {}

    public static void main(String[] arguments) throws Exception {
        CommandLineOptions given = new CommandLineOptions(arguments);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        if (given.shouldList()) {
            new Runner(given).list();
            return;
        }
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        options.addProfiler(GCProfiler.class);
        if (!given.getResultFormat().hasValue()) {
            options.resultFormat(ResultFormatType.JSON);
        }
        new Runner(options.build()).run();
    }
}
