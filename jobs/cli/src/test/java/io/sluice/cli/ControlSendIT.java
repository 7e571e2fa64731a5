package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.ExpertDocument;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.jobs.KafkaPosition;
import io.sluice.jobs.KafkaRange;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sluice control send} writes, and what it refuses. */
class ControlSendIT {
    @TempDir private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> keys = new ArrayList<>();

    @Test
    void messagesAreNumberedAndWhatThePipelineWouldRefuseIsNotSent() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic("control", 1, Map.of("cleanup.policy", "compact"));
            Bundle bundle =
                    Bundle.open(RouterTestBundle.fitted().writeTo(directory.resolve("bundle")));
            Path pipeline = pipeline(kafka.bootstrapServers(), "");
            ExpertSpec low = RouterTestBundle.choice().experts().get(2);
            Files.write(directory.resolve("expert.json"), ExpertDocument.document(low));
            Files.write(directory.resolve("policy.json"), bundle.firstPolicy().document());
            Files.writeString(directory.resolve("prices.json"), "{\"joules\": 0.5}");
            Files.writeString(directory.resolve("wrong.json"), "{\"joules\": -1}");

            assertThat(send(pipeline, "prices", "prices.json")).as(err()).isZero();
            assertThat(out.toString()).contains("sent PRICES as epoch 1");
            assertThat(send(pipeline, "expert", "expert.json")).as(err()).isZero();
            assertThat(send(pipeline, "policy", "policy.json", "--epoch", "7")).as(err()).isZero();
            assertThat(
                            send(
                                    pipeline,
                                    "prices",
                                    "prices.json",
                                    "--effective-from",
                                    "2026-11-21T08:00:00Z"))
                    .as(err())
                    .isZero();

            assertRefused(pipeline, "wrong.json", "joules: '-1'");
            assertRefused(pipeline, "prices.json", "expected more than the newest", "--epoch", "7");
            assertRefused(pipeline, "prices.json", "before epoch 8", "--effective-from", "5");
            assertRefused(pipeline, "prices.json", "yesterday", "--effective-from", "yesterday");
            assertRefused(pipeline, "prices.json", "--sign-with", "--key-id", "me");
            Path signed = pipeline(kafka.bootstrapServers(), "control.require-signature: true\n");
            Files.writeString(
                    signed, "control.trust-store: .\n", java.nio.file.StandardOpenOption.APPEND);
            assertRefused(signed, "prices.json", "expected a private key");

            assertThat(messages(kafka.bootstrapServers()))
                    .extracting(m -> m.kind() + " " + m.epoch() + " " + m.effectiveFromMillis())
                    .containsExactly(
                            "PRICES 1 0", "EXPERT 2 0", "POLICY 7 0", "PRICES 8 1795248000000");
            assertThat(keys)
                    .containsExactly("PRICES/job", "EXPERT/job/low", "POLICY/job", "PRICES/job");
        }
    }

    private void assertRefused(Path pipeline, String file, String because, String... options) {
        err.getBuffer().setLength(0);
        assertThat(send(pipeline, "prices", file, options)).isEqualTo(SluiceCommand.FAILED);
        assertThat(err()).contains(because);
    }

    private int send(Path pipeline, String kind, String file, String... options) {
        List<String> arguments = new ArrayList<>(List.of("control", "send", pipeline.toString()));
        arguments.addAll(List.of("--kind", kind, "--file", directory.resolve(file).toString()));
        arguments.addAll(List.of(options));
        return SluiceCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private List<ControlEnvelope> messages(String servers) {
        List<ControlEnvelope> messages = new ArrayList<>();
        new KafkaRange(
                        servers,
                        Map.of(),
                        "control",
                        new KafkaPosition.Earliest(),
                        new KafkaPosition.Latest())
                .read(
                        (record, done, total) -> {
                            keys.add(new String(record.key(), StandardCharsets.UTF_8));
                            try {
                                messages.add(ControlEnvelopeCodec.decode(record.value()));
                            } catch (MalformedException e) {
                                throw new AssertionError(e);
                            }
                        });
        return messages;
    }

    private Path pipeline(String servers, String more) throws Exception {
        return Files.writeString(
                directory.resolve("pipeline.yaml"),
                """
                name: test
                source: {bootstrap-servers: '%s', topics: [events], format: sluice-event}
                bundle.uri: bundle
                control.topic: control
                sink.topic: predictions
                experts: {replies-topic: replies, telemetry-topic: telemetry}
                %s
                """
                        .formatted(servers, more));
    }

    private String err() {
        return err.toString();
    }
}
