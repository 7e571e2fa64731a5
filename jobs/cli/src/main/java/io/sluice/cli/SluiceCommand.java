package io.sluice.cli;

import io.sluice.agent.AgentCommand;
import io.sluice.cli.bundle.BundleCommand;
import io.sluice.cli.control.BudgetCommand;
import io.sluice.cli.control.ControlCommand;
import io.sluice.cli.control.PolicyCommand;
import io.sluice.cli.demo.DemoCommand;
import io.sluice.cli.evaluate.EvaluateCommand;
import io.sluice.cli.fit.FitCommand;
import io.sluice.cli.profile.ProfileCommand;
import io.sluice.cli.replay.ReplayCommand;
import io.sluice.cli.report.ReportCommand;
import io.sluice.cli.simulate.SimulateCommand;
import io.sluice.config.ConfigException;
import io.sluice.config.Problem;
import io.sluice.jobs.KafkaUnreachableException;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.schemas.mapping.MappingException;
import io.sluice.schemas.registry.RegistryUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The {@code sluice} command. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        versionProvider = SluiceVersion.class,
        description =
                "Stream-processing edge inference that spends compute only where an event needs it.",
        footerHeading = "%nStart here:%n",
        footer = {
            "  sluice demo                      see it work on real images, in under a minute",
            "  sluice doctor                    what this machine can and cannot do, and why",
            "  sluice bundle create --help      turn your ONNX file into a bundle",
            "  sluice fit exits --help          put exits on a frozen network, with a bound they keep",
            "  sluice run my-pipeline.yaml      run your pipeline in this process",
            "  sluice agent --config a.yaml     host experts on this device",
            "",
            "Exit codes: 0 success, 1 the check or run failed, 2 wrong usage, 3 the configuration or",
            "pipeline file is wrong, 4 the bundle is refused, 5 a kernel provider is missing,",
            "6 Kafka or another service cannot be reached.",
        },
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            DoctorCommand.class,
            BundleCommand.class,
            EvaluateCommand.class,
            ProfileCommand.class,
            ReplayCommand.class,
            ReportCommand.class,
            FitCommand.class,
            SimulateCommand.class,
            AgentCommand.class,
            PolicyCommand.class,
            BudgetCommand.class,
            ControlCommand.class,
            CommandLine.HelpCommand.class
        })
public final class SluiceCommand {
    static final int FAILED = 1;
    static final int WRONG_CONFIGURATION = 3;
    static final int BUNDLE_REFUSED = 4;
    static final int NO_PROVIDER = 5;
    static final int UNREACHABLE = 6;

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SluiceCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(SluiceCommand::explain);
    }

    /** Says what is wrong and not where in the code; the log has the rest. */
    private static int explain(Exception failure, CommandLine line, ParseResult parsed)
            throws Exception {
        PrintWriter err = line.getErr();
        if (failure instanceof ConfigException config) {
            for (Problem problem : config.problems()) {
                err.println(problem);
            }
            return WRONG_CONFIGURATION;
        }
        if (failure instanceof MappingException) {
            err.println(failure.getMessage());
            return WRONG_CONFIGURATION;
        }
        if (failure instanceof BundleException bundle) {
            err.println("bundle refused (" + bundle.category() + "): " + bundle.getMessage());
            return BUNDLE_REFUSED;
        }
        if (failure instanceof KernelException) {
            err.println(failure.getMessage());
            return NO_PROVIDER;
        }
        if (failure instanceof KafkaUnreachableException
                || failure instanceof RegistryUnavailableException) {
            err.println(failure.getMessage());
            return UNREACHABLE;
        }
        if (failure instanceof NoSuchFileException) {
            err.println(failure.getMessage() + ": no such file or directory");
            return FAILED;
        }
        if (failure instanceof IOException) {
            err.println(failure.toString());
            return FAILED;
        }
        if (failure instanceof UncheckedIOException
                || failure instanceof IllegalArgumentException) {
            err.println(failure.getMessage());
            return FAILED;
        }
        throw failure;
    }
}
