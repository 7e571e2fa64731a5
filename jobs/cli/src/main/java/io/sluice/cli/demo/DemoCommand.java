package io.sluice.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.cli.demo.chain.ChainDemo;
import io.sluice.cli.demo.chain.ChainDemoSummary;
import io.sluice.cli.demo.experts.ExpertDemo;
import io.sluice.cli.demo.experts.ExpertDemoSummary;
import io.sluice.cli.demo.sensors.SensorDemo;
import io.sluice.cli.demo.sensors.SensorDemoSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs a job on real images, with a Kafka broker and a Flink in this process. cascade: a producer "
                        + "that paces events and plants a few broken records, a network with three exits, and "
                        + "consumers that check every answer. sensors: simulated devices under a changing weather "
                        + "that obey the job's commands to power sensors down. experts: five agents in processes of "
                        + "their own, of which one is killed and one is slowed. all: the three one after the other under one "
                        + "budget of energy, which is halved and then restored. Ends with 1 when an event was lost "
                        + "or answered twice.")
public final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /** The jobs to show, as they are typed. */
    enum Shown {
        cascade,
        sensors,
        experts,
        all
    }

    @Option(
            names = "--pipeline",
            defaultValue = "cascade",
            description = "cascade, sensors, experts or all (default: ${DEFAULT-VALUE})")
    private Shown pipeline;

    @Option(
            names = "--rate",
            description = "cascade, experts: events per second (default: 2000 and 100)")
    private Double rate;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description =
                    "for how long events are produced; all: for how long each of three budgets holds (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--devices", description = "sensors, all: simulated devices (default: 4 and 8)")
    private Integer devices;

    @Option(
            names = "--speed",
            defaultValue = "20",
            description = "sensors: simulated seconds in a second (default: ${DEFAULT-VALUE})")
    private double speed;

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
        double perSecond = rate != null ? rate : pipeline == Shown.experts ? 100 : 2000;
        boolean hasDevices = devices == null || devices > 0;
        if (!(perSecond > 0 && seconds > 0 && hasDevices && speed > 0)) {
            throw new IllegalArgumentException(
                    "--rate, --seconds, --devices and --speed must be greater than 0");
        }
        return switch (pipeline) {
            case cascade -> cascade(perSecond);
            case sensors -> sensors(devices != null ? devices : 4);
            case experts -> experts(perSecond);
            case all -> all(devices != null ? devices : ChainDemo.DEVICES);
        };
    }

    private int cascade(double rate) throws Exception {
        try (Demo demo = Demo.start(example("fashion-mnist"), webPort, progress())) {
            DemoSummary summary = demo.run(rate, (long) (rate * seconds));
            print(summary, summary::print);
            if (keepRunning) {
                demo.keepRunning(rate);
            }
            return summary.sound() ? 0 : 1;
        }
    }

    private int sensors(int devices) throws Exception {
        Path images = example("fashion-mnist").resolve("sample");
        try (SensorDemo demo = SensorDemo.start(example("sensors"), images, webPort, progress())) {
            int ticks = (int) Math.ceil(seconds * speed);
            SensorDemoSummary summary = demo.run(devices, ticks, speed);
            print(summary, summary::print);
            if (keepRunning) {
                demo.keepRunning(devices, ticks, speed);
            }
            return summary.sound() ? 0 : 1;
        }
    }

    private int experts(double rate) throws Exception {
        Path images = example("fashion-mnist").resolve("sample");
        try (ExpertDemo demo = ExpertDemo.start(example("experts"), images, webPort, progress())) {
            ExpertDemoSummary summary = demo.run(rate, (int) (rate * seconds));
            print(summary, summary::print);
            if (keepRunning) {
                demo.keepRunning(rate);
            }
            return summary.sound() ? 0 : 1;
        }
    }

    private int all(int devices) throws Exception {
        Path images = example("fashion-mnist").resolve("sample");
        try (ChainDemo demo =
                ChainDemo.start(example("all"), example("experts"), images, webPort, progress())) {
            ChainDemoSummary summary = demo.run(devices, seconds);
            print(summary, summary::print);
            if (keepRunning) {
                demo.keepRunning(devices);
            }
            return summary.sound() ? 0 : 1;
        }
    }

    private PrintWriter progress() {
        return output == OutputFormat.JSON
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
    }

    private void print(Object summary, Consumer<PrintWriter> table) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(summary));
        } else {
            table.accept(out);
        }
        out.flush();
    }

    /** An example's folder, below the home that the launcher names. */
    private static Path example(String name) {
        Path home = Path.of(System.getProperty("sluice.home", "."));
        Path example = home.resolve("jobs/examples").resolve(name);
        if (!Files.isDirectory(example)) {
            throw new IllegalArgumentException(
                    example
                            + " is not there; run the demo through ./sluice in a clone of the repository");
        }
        return example;
    }
}
