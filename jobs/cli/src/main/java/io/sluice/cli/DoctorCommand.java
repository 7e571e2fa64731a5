package io.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.doctor.Doctor;
import io.sluice.cli.doctor.Finding;
import java.io.PrintWriter;
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
                        + "providers, Kafka, energy counters. Ends with 1 when there is a problem to mend.")
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "a Kafka cluster to try")
    private String bootstrapServers;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        List<Finding> findings = new Doctor().examine(bootstrapServers);
        PrintWriter out = spec.commandLine().getOut();
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

    private static String mark(Finding finding) {
        return switch (finding.state()) {
            case OK -> "ok";
            case ABSENT -> "-";
            case PROBLEM -> "!!";
        };
    }
}
