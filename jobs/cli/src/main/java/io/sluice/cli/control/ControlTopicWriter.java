package io.sluice.cli.control;

import io.sluice.gates.ControlException;
import io.sluice.gates.EpochTable;
import io.sluice.gates.ExpertDocument;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.jobs.FirstPolicy;
import io.sluice.jobs.KafkaPosition;
import io.sluice.jobs.KafkaRange;
import io.sluice.jobs.KafkaUnreachableException;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.config.Bundles;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A pipeline's control topic as its tasks see it, to which one message more can be added. */
final class ControlTopicWriter {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final PipelineConfig config;
    private final EpochTable epochs;
    private long newestEpoch;

    private ControlTopicWriter(PipelineConfig config, EpochTable epochs) {
        this.config = config;
        this.epochs = epochs;
    }

    /**
     * Reads what is on the topic.
     *
     * @throws IllegalArgumentException when the pipeline has no such topic
     * @throws KafkaUnreachableException when the cluster does not answer
     */
    static ControlTopicWriter open(PipelineConfig config) {
        if (config.control().topic().isEmpty()) {
            throw new IllegalArgumentException(
                    "control.topic: missing in the pipeline; expected the topic to send to");
        }
        Bundle bundle = Bundles.open(config.bundle());
        byte[] first = FirstPolicy.of(config, bundle);
        EpochTable epochs =
                new EpochTable(
                        bundle.hash(),
                        bundle.manifest().policyShape(),
                        List.of(PolicyEpoch.of(0, Long.MIN_VALUE, first, Prices.NONE)));
        ControlTopicWriter topic = new ControlTopicWriter(config, epochs);
        new KafkaRange(
                        config.source().bootstrapServers(),
                        config.source().properties(),
                        config.control().topic(),
                        new KafkaPosition.Earliest(),
                        new KafkaPosition.Latest())
                .read((record, done, total) -> topic.known(record));
        return topic;
    }

    /** What the tasks refuse, and what is of a kind unknown here, has a number all the same. */
    private void known(SourceRecord record) {
        try {
            if (record.value() != null) {
                ControlEnvelope message = ControlEnvelopeCodec.decode(record.value());
                newestEpoch = Math.max(newestEpoch, message.epoch());
                epochs.apply(message);
            }
        } catch (MalformedException | ControlException e) {
            // As every task does that reads it.
            return;
        }
    }

    /**
     * Sends a message that the pipeline will accept.
     *
     * @param epoch its number, or null for the next
     * @param fromMillis the event time from which on it holds, or null for at once
     * @return what was sent
     * @throws IllegalArgumentException saying why the pipeline would refuse it
     */
    ControlEnvelope send(
            String kind,
            Long epoch,
            Long fromMillis,
            byte[] payload,
            ControlSigning.Signer signer) {
        if (epoch != null && epoch <= newestEpoch) {
            throw new IllegalArgumentException(
                    "--epoch "
                            + epoch
                            + "; expected more than the newest on the topic, "
                            + newestEpoch);
        }
        long from =
                fromMillis == null
                        ? Math.max(0, epochs.newest().effectiveFromMillis())
                        : fromMillis;
        ControlEnvelope message =
                signer.sign(
                        new ControlEnvelope(
                                kind,
                                EpochTable.JOB,
                                epoch == null ? newestEpoch + 1 : epoch,
                                from,
                                payload,
                                "",
                                null));
        if (config.control().trust().requireSignature() && message.signature() == null) {
            throw new IllegalArgumentException(
                    "--sign-with: missing; expected a private key, as the pipeline has"
                            + " control.require-signature");
        }
        try {
            epochs.apply(message);
        } catch (ControlException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        write(message);
        newestEpoch = message.epoch();
        return message;
    }

    /** Compaction keeps the newest message of a key, so every expert has one of its own. */
    private static String key(ControlEnvelope message) {
        String key = message.kind() + "/" + message.scope();
        return message.kind().equals(ControlEnvelope.Kind.EXPERT.name())
                ? key + "/" + ExpertDocument.parse("the expert", message.payload()).name()
                : key;
    }

    private void write(ControlEnvelope message) {
        String servers = config.source().bootstrapServers();
        Map<String, Object> settings = new HashMap<>(config.source().properties());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS);
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
            producer.send(
                            new ProducerRecord<>(
                                    config.control().topic(),
                                    key(message).getBytes(StandardCharsets.UTF_8),
                                    ControlEnvelopeCodec.encode(message)))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaUnreachableException(
                    "Kafka at " + servers + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnreachableException("interrupted", e);
        }
    }
}
