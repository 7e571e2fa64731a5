package io.sluice.benchmarks.micro;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks of this package with the allocation profiler; takes JMH's options. */
public final class MicroBenchmarks {
    private MicroBenchmarks() {}

    public static void main(String[] arguments) throws Exception {
        // Forks get their class path in a jar: ONNX Runtime 1.29 fails under a long command line.
        System.setProperty("jmh.separateClasspathJAR", "true");
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
        new Runner(options.build()).run();
    }
}
