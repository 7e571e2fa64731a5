package io.sluice.agent;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice agent}, which is also the main class of the package for devices. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description =
                "Hosts experts on this device: answers requests from Kafka and over HTTP, and says"
                        + " how it stands, until it is interrupted.")
public final class AgentCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the agent's YAML file; see deploy/docs/agents.md")
    private Path file;

    @Option(names = "--check", description = "only check the file and its bundles")
    private boolean checkOnly;

    /** Runs the agent alone. */
    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new AgentCommand())
                        .setExecutionExceptionHandler(AgentCommand::explain)
                        .execute(arguments));
    }

    private static int explain(
            Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        line.getErr().println(failure.getMessage());
        return 1;
    }

    @Override
    public Integer call() throws Exception {
        AgentConfig config = AgentConfig.load(file);
        if (checkOnly) {
            Agent.check(config);
            print("device " + config.device() + " is sound");
            return 0;
        }
        Agent agent = Agent.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "sluice-agent-end"));
        String served = agent.url().isEmpty() ? "" : ", serving " + agent.url();
        print("device " + config.device() + " runs" + served + "; end with Ctrl-C");
        agent.awaitClose();
        return 0;
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
