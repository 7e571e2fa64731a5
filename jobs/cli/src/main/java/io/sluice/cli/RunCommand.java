package io.sluice.cli;

import io.sluice.jobs.KafkaTopics;
import io.sluice.jobs.Pipeline;
import io.sluice.jobs.PipelineJob;
import io.sluice.jobs.config.PipelineConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Checks a pipeline and runs it in this process, on a Flink of its own, until it is "
                        + "interrupted. For a cluster, submit the job jar: see deploy/README.md.")
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", description = "the pipeline's YAML file")
    private Path pipeline;

    @Option(names = "--check", description = "only check the pipeline, its bundle and its topics")
    private boolean checkOnly;

    @Option(
            names = "--web-port",
            defaultValue = "8081",
            description = "port of Flink's web UI; 0 for any free one (default: ${DEFAULT-VALUE})")
    private int webPort;

    @Option(
            names = "--restore",
            paramLabel = "DIRECTORY",
            description = "a savepoint or retained checkpoint to start from")
    private String restore;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PipelineConfig config = PipelineConfig.load(pipeline);
        Pipeline job = PipelineJob.prepare(config);
        for (String warning : KafkaTopics.require(config)) {
            spec.commandLine().getErr().println("warning: " + warning);
        }
        out.println("pipeline " + config.name() + " is sound");
        out.flush();
        if (checkOnly) {
            return 0;
        }
        LocalFlink flink = LocalFlink.start(config.parallelism(), webPort, restore);
        job.addTo(flink.environment());
        JobClient client = flink.environment().executeAsync(config.name());
        out.println("running; web UI at " + flink.webAddress() + ", end with Ctrl-C");
        out.flush();
        client.getJobExecutionResult().get();
        return 0;
    }
}
