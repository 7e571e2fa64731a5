package io.sluice.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs the main job on real images: a Kafka broker and a Flink in this process, a producer "
                        + "that paces events and plants a few broken records, a network with three exits, and "
                        + "consumers that check every answer. Ends with 1 when an event was lost or answered twice.")
public final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--rate",
            defaultValue = "2000",
            description = "events per second (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "for how long events are produced (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--keep-running",
            description = "go on after the summary until interrupted, so that you can look around")
    private boolean keepRunning;

    @Option(
            names = "--web-port",
            defaultValue = "8081",
            description =
                    "port of Flink's web UI; another when it is taken (default: ${DEFAULT-VALUE})")
    private int webPort;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        if (rate <= 0 || seconds <= 0) {
            throw new IllegalArgumentException("--rate and --seconds must be greater than 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = output == OutputFormat.JSON ? spec.commandLine().getErr() : out;
        try (Demo demo = Demo.start(example(), webPort, progress)) {
            DemoSummary summary = demo.run(rate, (long) (rate * seconds));
            if (output == OutputFormat.JSON) {
                out.println(
                        new ObjectMapper()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(summary));
            } else {
                summary.print(out);
            }
            out.flush();
            if (keepRunning) {
                demo.keepRunning(rate);
            }
            return summary.sound() ? 0 : 1;
        }
    }

    /** The example's folder, below the home that the launcher names. */
    private static Path example() {
        Path home = Path.of(System.getProperty("sluice.home", "."));
        Path example = home.resolve("jobs/examples/fashion-mnist");
        if (!Files.isDirectory(example)) {
            throw new IllegalArgumentException(
                    example
                            + " is not there; run the demo through ./sluice in a clone of the repository");
        }
        return example;
    }
}
