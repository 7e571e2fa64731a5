package io.sluice.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.cli.data.ProgressPrinter;
import io.sluice.cli.data.RangeOptions;
import io.sluice.cli.data.Share;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.schemas.mapping.SourceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Receipts: what a range of the prediction topic has cost, per 1,000 events and by exit, sensor",
            "configuration, experts and tenant. Every figure of energy says what share of the events it",
            "was measured or estimated for. Nothing is written to Kafka."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sluice report pipeline.yaml --from 2026-11-21T08:00:00Z --grams-per-kwh 380",
        })
public final class ReportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", description = "the pipeline's YAML file")
    private Path pipeline;

    @Mixin private RangeOptions range;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "DIMENSION",
            description = "${COMPLETION-CANDIDATES}, with commas (default: all that apply)")
    private Set<Dimension> dimensions = EnumSet.allOf(Dimension.class);

    @Option(
            names = "--tenant-header",
            defaultValue = "",
            paramLabel = "NAME",
            description =
                    "the header that names the tenant, one of cascade.forwarded-headers (default:"
                            + " budgets.tenant-header)")
    private String tenantHeader;

    @Option(
            names = "--tenant-key-separator",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "the tenant is the record's key up to this text")
    private String keySeparator;

    @Option(
            names = "--grams-per-kwh",
            paramLabel = "GRAMS",
            description = "gCO2e per kWh of the grid")
    private Double grams;

    @Option(names = "--price-per-kwh", paramLabel = "MONEY", description = "money per kWh")
    private Double price;

    @Option(
            names = "--currency",
            defaultValue = "EUR",
            description = "of the price (default: ${DEFAULT-VALUE})")
    private String currency;

    @Option(
            names = "--uncertainty",
            converter = Share.class,
            paramLabel = "SHARE",
            description =
                    "by how much the joules may be off, as the calibration behind them says, such as 10%%")
    private Double uncertainty;

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description =
                    "the costs of the bundle that the joules rest on, as sluice profile wrote them, for"
                            + " the same")
    private Path costs;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws IOException {
        Factors factors =
                new Factors(
                        factor("--grams-per-kwh", grams),
                        factor("--price-per-kwh", price),
                        currency,
                        uncertainty());
        if (!tenantHeader.isEmpty() && !keySeparator.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected one of --tenant-header and --tenant-key-separator, found both");
        }
        PipelineConfig config = PipelineConfig.load(pipeline);
        Receipts receipts = read(config);
        if (receipts.isEmpty()) {
            throw new IllegalArgumentException(
                    "the range of "
                            + config.sink().topic()
                            + " has no prediction"
                            + (receipts.firstFault().isEmpty()
                                    ? ""
                                    : "; " + receipts.firstFault()));
        }
        print(receipts.report(factors), factors);
        if (!receipts.firstFault().isEmpty()) {
            spec.commandLine().getErr().println("not readable: " + receipts.firstFault());
        }
        return 0;
    }

    private double uncertainty() throws IOException {
        if (costs != null && uncertainty != null) {
            throw new IllegalArgumentException(
                    "expected one of --costs and --uncertainty, found both");
        }
        if (costs != null) {
            return Calibration.uncertainty(costs);
        }
        return uncertainty == null ? Double.NaN : uncertainty;
    }

    private static double factor(String option, Double value) {
        if (value == null) {
            return Double.NaN;
        }
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    option + " '" + value + "'; expected a number of at least 0");
        }
        return value;
    }

    private Receipts read(PipelineConfig config) {
        boolean isGiven = !tenantHeader.isEmpty() || !keySeparator.isEmpty();
        TenantSource tenants =
                new TenantSource(
                        isGiven ? tenantHeader : config.budgets().tenantHeader(), keySeparator);
        AnsweredDecoder decoder = new AnsweredDecoder(config.sink());
        Receipts receipts = new Receipts(dimensions);
        ProgressPrinter progress =
                new ProgressPrinter(spec.commandLine().getErr(), ProgressPrinter.isTerminal());
        range.of(config.source(), config.sink().topic())
                .read(
                        (record, done, total) -> {
                            add(record, decoder, tenants, receipts);
                            progress.progress("reading " + config.sink().topic(), done, total);
                        });
        progress.finish();
        return receipts;
    }

    private static void add(
            SourceRecord record, AnsweredDecoder decoder, TenantSource tenants, Receipts receipts) {
        try {
            receipts.add(decoder.decode(record), tenants.tenant(record));
        } catch (IOException e) {
            receipts.unreadable(
                    record.topic() + "-" + record.partition() + ", offset " + record.offset(),
                    e.getMessage());
        }
    }

    private void print(Receipts.Report report, Factors factors) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
            out.flush();
        } else {
            new ReceiptTable(factors, out).print(report);
        }
    }
}
