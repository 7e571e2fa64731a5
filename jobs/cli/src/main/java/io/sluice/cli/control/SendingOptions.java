package io.sluice.cli.control;

import io.sluice.cli.data.DurationText;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelope.Kind;
import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How a message is sent on a control topic, and whether its acknowledgement is waited for. */
final class SendingOptions {
    private static final String TIME_FORM =
            "milliseconds since 1970, or a time such as 2026-11-21T08:00:00Z";
    private static final int FAILED = 1;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "the pipeline's YAML file")
    private Path pipeline;

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

    @Option(
            names = "--no-wait",
            description =
                    "do not wait until the tasks say on control.status-topic that they hold it")
    private boolean noWait;

    @Option(
            names = "--timeout",
            defaultValue = "30s",
            converter = DurationText.class,
            paramLabel = "DURATION",
            description = "how long to wait for them (default: ${DEFAULT-VALUE})")
    private Duration timeout;

    /**
     * Sends a message, and waits until the tasks hold it where the pipeline has a status topic.
     *
     * @param document makes its payload of the topic as it stands
     * @return the exit code
     */
    int send(Kind kind, ControlTopicWriter.Document document) throws IOException {
        if ((signWith == null) != (keyId == null)) {
            throw new IllegalArgumentException(
                    "expected both of --sign-with and --key-id, or none");
        }
        PipelineConfig config = PipelineConfig.load(pipeline);
        ControlTopicWriter topic = ControlTopicWriter.open(config);
        ControlSigning signing =
                signWith == null
                        ? ControlSigning.NONE
                        : new ControlSigning(keyId, signWith.toString());
        if (noWait || config.control().statusTopic().isEmpty()) {
            send(topic, kind, document, signing);
            return 0;
        }
        try (StatusTopic statuses = StatusTopic.of(config, kind)) {
            ControlEnvelope sent = send(topic, kind, document, signing);
            return say(Acknowledgements.await(statuses, sent.epoch(), timeout), statuses);
        }
    }

    private ControlEnvelope send(
            ControlTopicWriter topic,
            Kind kind,
            ControlTopicWriter.Document document,
            ControlSigning signing)
            throws IOException {
        ControlEnvelope sent =
                topic.send(
                        kind,
                        epoch,
                        effectiveFrom == null ? null : time(effectiveFrom),
                        document,
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
        return sent;
    }

    private int say(Acknowledgements answers, StatusTopic statuses) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (answers.isAccepted()) {
            out.println("accepted by all " + answers.accepted().size() + " tasks that run");
        } else if (answers.isUnheard() && answers.waiting().isEmpty()) {
            err.println(
                    "no task of the job says anything on the status topic; it is taken when the job"
                            + " starts");
        }
        answers.refused().forEach(refused -> err.println("refused by " + refused));
        sayList(err, "no answer within " + timeout.toSeconds() + " s from ", answers.waiting());
        sayList(err, "not heard of, and taken not to run: ", answers.silent());
        statuses.tasks().stream()
                .flatMap(task -> task.budgets().stream())
                .map(BudgetStatus::message)
                .filter(message -> !message.isEmpty())
                .distinct()
                .forEach(message -> err.println("warning: " + message));
        return answers.isAccepted() ? 0 : FAILED;
    }

    private static void sayList(PrintWriter err, String what, List<String> tasks) {
        if (!tasks.isEmpty()) {
            err.println(what + String.join(", ", tasks));
        }
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
