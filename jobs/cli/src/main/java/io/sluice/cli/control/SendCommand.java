package io.sluice.cli.control;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice control send}. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends a policy, prices, or one more expert to a running pipeline. What the pipeline would",
            "refuse is refused here, with the reason."
        },
        footerHeading = "%nExample:%n",
        footer = "  sluice control send pipeline.yaml --kind policy --file policy-2.json")
final class SendCommand implements Callable<Integer> {
    private static final String TIME_FORM =
            "milliseconds since 1970, or a time such as 2026-11-21T08:00:00Z";

    /** What can be sent by hand. */
    enum Kind {
        POLICY,
        PRICES,
        EXPERT
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", description = "the pipeline's YAML file")
    private Path pipeline;

    @Option(names = "--kind", required = true, description = "${COMPLETION-CANDIDATES}")
    private Kind kind;

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "the document: a policy, prices, or an expert's entry of a policy")
    private Path file;

    @Option(names = "--epoch", description = "its number (default: the newest on the topic + 1)")
    private Long epoch;

    @Option(
            names = "--effective-from",
            paramLabel = "TIME",
            description = "the event time from which on it holds: " + TIME_FORM + " (default: now)")
    private String effectiveFrom;

    @Option(names = "--sign-with", paramLabel = "FILE", description = "a private key")
    private Path signWith;

    @Option(names = "--key-id", description = "its id in control.trust-store")
    private String keyId;

    @Override
    public Integer call() throws Exception {
        if ((signWith == null) != (keyId == null)) {
            throw new IllegalArgumentException(
                    "expected both of --sign-with and --key-id, or none");
        }
        PipelineConfig config = PipelineConfig.load(pipeline);
        ControlSigning signing =
                signWith == null
                        ? ControlSigning.NONE
                        : new ControlSigning(keyId, signWith.toString());
        ControlTopicWriter topic = ControlTopicWriter.open(config);
        ControlEnvelope sent =
                topic.send(
                        kind.name(),
                        epoch,
                        effectiveFrom == null ? null : time(effectiveFrom),
                        Files.readAllBytes(file),
                        signing.open());
        spec.commandLine()
                .getOut()
                .println(
                        "sent "
                                + sent.kind()
                                + " as epoch "
                                + sent.epoch()
                                + ", which holds from event time "
                                + Instant.ofEpochMilli(sent.effectiveFromMillis()));
        return 0;
    }

    private static long time(String text) {
        if (text.matches("-?\\d{1,18}")) {
            return Long.parseLong(text);
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--effective-from '" + text + "'; expected " + TIME_FORM, e);
        }
    }
}
