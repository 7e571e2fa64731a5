package io.sluice.cli.control;

import io.sluice.schemas.ControlEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice control send}. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends a document to a running pipeline: a policy, prices, budgets, the mode of its gates, or",
            "one more expert. What the pipeline would refuse is refused here, with the reason. Ends with 1",
            "when a task refuses it or does not say on control.status-topic that it holds it."
        },
        footerHeading = "%nExample:%n",
        footer = "  sluice control send pipeline.yaml --kind policy --file policy-2.json")
final class SendCommand implements Callable<Integer> {
    /** What can be sent by hand. */
    enum Kind {
        POLICY,
        PRICES,
        EXPERT,
        BUDGETS,
        MODE
    }

    @Mixin private SendingOptions sending;

    @Option(names = "--kind", required = true, description = "${COMPLETION-CANDIDATES}")
    private Kind kind;

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description =
                    "the document: a policy, prices, budgets, a mode, or an expert's entry of a policy")
    private Path file;

    @Override
    public Integer call() throws IOException {
        byte[] document = Files.readAllBytes(file);
        return sending.send(ControlEnvelope.Kind.valueOf(kind.name()), topic -> document);
    }
}
