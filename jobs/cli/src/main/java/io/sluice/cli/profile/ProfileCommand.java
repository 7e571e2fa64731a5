package io.sluice.cli.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.cli.Table;
import io.sluice.cli.data.ProgressPrinter;
import io.sluice.energy.EnergyMeter;
import io.sluice.energy.MeterTicker;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.Trust;
import io.sluice.kernel.bundle.TrustStore;
import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostOverlay;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.DeviceClass;
import io.sluice.kernel.costs.PartCost;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice profile}. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what a bundle costs on this machine: the time and energy of every stage, stem, branch or",
            "router, and of a ladder's whole path, by batch size. Let nothing else run meanwhile.",
            "Joules are measured where the machine has a counter (see sluice doctor), otherwise estimated from",
            "--idle-watts and --active-watts, or left out."
        })
public final class ProfileCommand implements Callable<Integer> {
    private static final int MOST_BATCH = 65_536;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "BUNDLE", description = "a directory or zip")
    private Path bundle;

    @Option(
            names = "--costs",
            paramLabel = "DIRECTORY",
            description =
                    "writes the costs to <bundle hash>/<device class>.yaml in it; without, they are"
                            + " printed only")
    private Path costs;

    @Option(
            names = "--device-class",
            paramLabel = "NAME",
            description =
                    "what to call machines like this one (default: architecture, processors,"
                            + " provider and device)")
    private String deviceClass;

    @Option(
            names = "--trust-store",
            paramLabel = "DIRECTORY",
            description = "public keys, one <key id>.pem each; the bundle must be signed by one")
    private Path trustStore;

    @Option(
            names = "--provider",
            defaultValue = "auto",
            description = "the kernel provider to run it on (default: ${DEFAULT-VALUE})")
    private String provider;

    @Option(names = "--device", description = "one of the provider's devices (default: its first)")
    private String device;

    @Option(
            names = "--batch-sizes",
            split = ",",
            defaultValue = "1,2,4,8,16,32,64",
            description = "the sizes to look at, rising (default: ${DEFAULT-VALUE})")
    private List<Integer> sizes;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            description =
                    "how long each part runs at each size, at least (default: ${DEFAULT-VALUE});"
                            + " a part is run 30 times in any case")
    private double seconds;

    @Mixin private EnergyOptions energy;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Trust trust = trustStore == null ? Trust.anyone() : Trust.only(TrustStore.at(trustStore));
        Bundle opened = Bundle.open(bundle, trust);
        try (EnergyMeter meter = energy.settings(spec).open();
                MeterTicker ticker = new MeterTicker(meter, MeterTicker.PERIOD);
                ActiveBundle active = BundleHost.process().acquire(opened, provider, device)) {
            meter.measureIdle(energy.idleTime());
            ProgressPrinter progress =
                    new ProgressPrinter(spec.commandLine().getErr(), ProgressPrinter.isTerminal());
            try (Profiler profiler = new Profiler(active, meter, sizes, seconds, progress)) {
                CostTable table = profiler.profile(deviceClass(active));
                progress.finish();
                show(table, profiler.notMeasured());
                if (costs != null) {
                    spec.commandLine().getErr().println(CostOverlay.write(costs, table));
                }
            }
        }
        return 0;
    }

    private void check() {
        List<Integer> rising = sizes.stream().sorted().distinct().toList();
        if (!rising.equals(sizes)
                || sizes.get(0) < 1
                || rising.get(rising.size() - 1) > MOST_BATCH) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--batch-sizes: " + sizes + ", expected rising sizes from 1 to " + MOST_BATCH);
        }
        if (!(seconds > 0 && seconds <= 3_600)) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds: " + seconds + ", expected above 0 to 3600");
        }
        if (deviceClass != null && !DeviceClass.isValid(deviceClass)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--device-class: '" + deviceClass + "', expected " + DeviceClass.FORM);
        }
    }

    private String deviceClass(ActiveBundle active) {
        return deviceClass != null
                ? deviceClass
                : DeviceClass.ofThisMachine(active.providerName() + "/" + active.device());
    }

    private void show(CostTable table, String notMeasured) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(ProfileReport.of(table, notMeasured)));
            return;
        }
        out.println("bundle       " + table.bundle());
        out.println("device class " + table.deviceClass() + " (" + table.device() + ")");
        List<PartCost> parts = new ArrayList<>(table.stages());
        table.fullPath().ifPresent(parts::add);
        Table rows =
                new Table(
                        "PART",
                        "BATCH",
                        "RUNS",
                        "MEAN ms",
                        "P50 ms",
                        "P95 ms",
                        "P99 ms",
                        "JOULES/EVENT",
                        "");
        for (PartCost part : parts) {
            for (BatchCost size : part.sizes()) {
                rows.row(
                        part.name(),
                        size.batch(),
                        size.runs(),
                        millis(size.latency().mean()),
                        millis(size.latency().p50()),
                        millis(size.latency().p95()),
                        millis(size.latency().p99()),
                        joules(size),
                        size.joulesFrom().name().toLowerCase(Locale.ROOT));
            }
        }
        rows.print(out);
        if (!notMeasured.isEmpty()) {
            out.println("Joules are not measured: " + notMeasured + ".");
        }
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.4f", value * 1e3);
    }

    private static String joules(BatchCost size) {
        if (size.joulesFrom() == Provenance.UNKNOWN) {
            return "-";
        }
        String mean = String.format(Locale.ROOT, "%.3g", size.joules());
        return Double.isNaN(size.uncertaintyJoules())
                ? mean
                : String.format(Locale.ROOT, "%s ± %.2g", mean, size.uncertaintyJoules());
    }
}
