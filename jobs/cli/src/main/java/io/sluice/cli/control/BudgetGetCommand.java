package io.sluice.cli.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.gates.PolicyEpoch;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.schemas.TaskStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice budget get}. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the newest budgets of the control topic, and what the tasks last said on",
            "control.status-topic of how they keep them."
        })
final class BudgetGetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", description = "the pipeline's YAML file")
    private Path pipeline;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws IOException {
        PipelineConfig config = PipelineConfig.load(pipeline);
        PolicyEpoch newest = ControlTopicWriter.open(config).newest();
        BudgetView view = BudgetView.of(newest.epoch(), newest.budgets().limits(), tasks(config));
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(view));
            out.flush();
        } else {
            BudgetTable.print(view, out);
        }
        return 0;
    }

    private static List<TaskStatus> tasks(PipelineConfig config) {
        if (config.control().statusTopic().isEmpty()) {
            return List.of();
        }
        try (StatusTopic statuses = StatusTopic.ofAll(config)) {
            return statuses.tasks();
        }
    }
}
