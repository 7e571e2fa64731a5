package io.sluice.cli.simulate;

import io.sluice.simulator.LabelledImages;
import io.sluice.simulator.RecordingFile;
import io.sluice.simulator.SensorRecording;
import io.sluice.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes what simulated devices with all their sensors on would have seen, as an Avro container",
            "with a record per device and tick: id, device, time, context, label, and the view of each",
            "sensor as bytes. The same seed gives the same file."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    @Spec private CommandSpec spec;

    @Option(names = "--settings", required = true, description = "the simulation's settings file")
    private Path settings;

    @Option(
            names = "--images",
            required = true,
            description = "scenes of 28x28 pixels, a gzip IDX file")
    private Path images;

    @Option(names = "--labels", required = true, description = "their classes, a gzip IDX file")
    private Path labels;

    @Option(
            names = "--devices",
            defaultValue = "8",
            description = "number of devices (default: ${DEFAULT-VALUE})")
    private int devices;

    @Option(
            names = "--ticks",
            defaultValue = "3600",
            description = "ticks of each device (default: ${DEFAULT-VALUE})")
    private int ticks;

    @Option(names = "--seed", defaultValue = "1", description = "(default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--start",
            defaultValue = "1790000000000",
            description =
                    "time of the first tick, milliseconds since the epoch (default: ${DEFAULT-VALUE})")
    private long startMillis;

    @Option(
            names = "--redraw-every",
            paramLabel = "SECONDS",
            description = "mean time between draws of the weather, in place of the settings'")
    private Double redrawEverySeconds;

    @Option(names = "--out", required = true, description = "the file that is written")
    private Path out;

    @Override
    public Integer call() {
        require("--devices", devices);
        require("--ticks", ticks);
        SimulatorSettings simulation = SimulatorSettings.read(settings);
        if (redrawEverySeconds != null) {
            long millis = Math.max(1, Math.round(redrawEverySeconds * 1000));
            simulation = simulation.withRedrawEvery(Duration.ofMillis(millis));
        }
        SensorRecording recording =
                SensorRecording.of(
                        simulation,
                        LabelledImages.read(images, labels),
                        devices,
                        ticks,
                        seed,
                        startMillis);
        RecordingFile.write(recording, out);
        spec.commandLine()
                .getOut()
                .println(out + ": " + recording.rows() + " rows of " + devices + " devices");
        return 0;
    }

    private void require(String option, int count) {
        if (count < 1 || count > MOST) {
            throw new ParameterException(
                    spec.commandLine(), option + ": " + count + "; expected 1 to " + MOST);
        }
    }
}
