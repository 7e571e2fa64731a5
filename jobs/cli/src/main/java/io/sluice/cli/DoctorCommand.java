package io.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.doctor.Doctor;
import io.sluice.cli.doctor.Finding;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.KernelProviders;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Looks at what this machine can and cannot do for Sluice, and why: Java, memory, kernel "
                        + "providers, Kafka, energy sources. Ends with 1 when there is a problem to mend.")
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "a Kafka cluster to try")
    private String bootstrapServers;

    @Option(
            names = "--print-java-options",
            paramLabel = "PROVIDER",
            description = {
                "only print the options that a JVM needs to run a kernel provider, one a line, for an",
                "@argfile of Flink's TaskManagers or of your own launcher"
            })
    private String optionsOf;

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            description = "where the provider's libraries lie (default: those of this build)")
    private Path libraries;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (optionsOf != null) {
            KernelProvider provider = KernelProviders.named(optionsOf);
            provider.javaOptions(libraries(provider)).stream()
                    .map(option -> option.contains(" ") ? '"' + option + '"' : option)
                    .forEach(out::println);
            return 0;
        }
        List<Finding> findings = new Doctor().examine(bootstrapServers);
        if (output == OutputFormat.JSON) {
            out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(findings));
        } else {
            Table table = new Table("", "SUBJECT", "FOUND", "WHAT WOULD CHANGE IT");
            for (Finding finding : findings) {
                table.row(mark(finding), finding.subject(), finding.detail(), finding.remedy());
            }
            table.print(out);
        }
        boolean healthy = findings.stream().noneMatch(f -> f.state() == Finding.State.PROBLEM);
        return healthy ? 0 : SluiceCommand.FAILED;
    }

    private Path libraries(KernelProvider provider) {
        String home = System.getProperty("sluice.home", ".");
        return libraries != null
                ? libraries
                : Path.of(home, "edge", "kernel-" + provider.name(), "target");
    }

    private static String mark(Finding finding) {
        return switch (finding.state()) {
            case OK -> "ok";
            case ABSENT -> "-";
            case PROBLEM -> "!!";
        };
    }
}
