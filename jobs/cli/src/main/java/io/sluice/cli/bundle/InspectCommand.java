package io.sluice.cli.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.kernel.bundle.Bundle;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice bundle inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows what is in a bundle; checks the hashes of its files and runs nothing.")
final class InspectCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "BUNDLE", description = "a directory or zip")
    private Path bundle;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        BundleDescription description = BundleDescription.of(Bundle.open(bundle));
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(description));
        } else {
            description.print(out);
        }
        return 0;
    }
}
