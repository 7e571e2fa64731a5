package io.sluice.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs the command in this process, for tests. */
public final class SluiceCommandLine {
    private SluiceCommandLine() {}

    /** What a run said. */
    public record Run(int exitCode, String out, String err) {}

    public static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                SluiceCommand.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
