package io.sluice.cli.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.cli.data.DurationText;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.schemas.TaskStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice budget watch}. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows again and again how the tasks that run keep their budgets, from what they say on",
            "control.status-topic. Ends with --count, or when it is stopped."
        })
final class BudgetWatchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", description = "the pipeline's YAML file")
    private Path pipeline;

    @Option(
            names = "--every",
            defaultValue = "1s",
            converter = DurationText.class,
            paramLabel = "DURATION",
            description = "how often (default: ${DEFAULT-VALUE})")
    private Duration every;

    @Option(names = "--count", description = "how many times (default: for ever)")
    private Long count;

    @Option(
            names = "--output",
            defaultValue = "table",
            description = "table, or json: an object a line")
    private OutputFormat output;

    @Override
    public Integer call() throws IOException {
        PipelineConfig config = PipelineConfig.load(pipeline);
        if (config.control().statusTopic().isEmpty()) {
            throw new IllegalArgumentException(
                    "control.status-topic: missing in the pipeline; expected the topic on which tasks"
                            + " say how they stand");
        }
        if (every.isZero() || count != null && count < 1) {
            throw new IllegalArgumentException(
                    "expected --every above 0 and --count of at least 1, found "
                            + every.toMillis()
                            + " ms and "
                            + count);
        }
        try (StatusTopic statuses = StatusTopic.ofAll(config)) {
            for (long i = 0; count == null || i < count; i++) {
                listen(statuses);
                print(statuses.tasks().stream().filter(statuses::isHeard).toList());
            }
        }
        return 0;
    }

    private void listen(StatusTopic statuses) {
        long end = System.nanoTime() + every.toNanos();
        for (long left = every.toNanos(); left > 0; left = end - System.nanoTime()) {
            statuses.poll(Duration.ofNanos(left));
        }
    }

    private void print(List<TaskStatus> tasks) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BudgetView view = BudgetView.of(0, List.of(), tasks);
        if (output == OutputFormat.JSON) {
            out.println(new ObjectMapper().writeValueAsString(view));
            out.flush();
        } else {
            String time = LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
            BudgetTable.printLines(time, view, out);
        }
    }
}
