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
import io.sluice.jobs.PipelineBudgets;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.config.Bundles;
import io.sluice.operators.admission.ControlTrust;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelope.Kind;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A pipeline's control topic as its tasks see it, to which messages can be added.
 *
 * <p>Kafka has no "append if nothing has come meanwhile", and a message counts only when its epoch
 * is above all that count before it on the topic. So whoever writes reads the topic up to his own
 * message, and when another's came first with the same epoch or a higher one, he writes again under
 * a higher one: of two who write at once both messages count, in the order of their epochs.
 *
 * <p><b>Owned state:</b> the epochs of the topic as far as it was read. Not thread-safe.
 */
final class ControlTopicWriter {
    private static final int TIMEOUT_MILLIS = 10_000;

    /**
     * In every round somebody's message counts, so this many others would have to write at once.
     */
    private static final int MOST_ATTEMPTS = 50;

    /** Between one message's offset and the end that the broker tells of it. */
    private static final int MOST_READS = 10;

    private final PipelineConfig config;
    private final Bundle bundle;
    private final BundleManifest manifest;
    private final EpochTable epochs;
    private final ControlTrust.Verifier trust;
    private long newestEpoch;
    private long nextOffset;
    private long latestFromMillis;
    private boolean lacksOffsets;
    private boolean lacksEpochs;
    private final Map<Kind, String> lastKeys = new EnumMap<>(Kind.class);

    /** What is to be sent, made anew when another's message comes first. */
    @FunctionalInterface
    interface Document {
        /** The payload, given the topic as it stands. */
        byte[] on(ControlTopicWriter topic) throws IOException;
    }

    private ControlTopicWriter(PipelineConfig config, Bundle bundle) {
        this.config = config;
        this.bundle = bundle;
        this.manifest = bundle.manifest();
        this.trust = config.control().trust().open();
        byte[] first = FirstPolicy.of(config, bundle);
        PolicyEpoch start =
                PolicyEpoch.of(0, Long.MIN_VALUE, first, Prices.NONE)
                        .with(config.budgets().first(), config.mode());
        this.epochs = table(List.of(start));
    }

    private EpochTable table(List<PolicyEpoch> known) {
        return new EpochTable(bundle.hash(), manifest.policyShape(), known);
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
        ControlTopicWriter topic = new ControlTopicWriter(config, Bundles.open(config.bundle()));
        topic.readOn(new KafkaPosition.Earliest(), Long.MIN_VALUE);
        return topic;
    }

    PipelineConfig config() {
        return config;
    }

    /** The bundle of the pipeline's file. */
    Bundle bundle() {
        return bundle;
    }

    /** What is in force for events of late, or will be. */
    PolicyEpoch newest() {
        return epochs.newest();
    }

    /** What was in force before. */
    ControlHistory before() {
        // Of shares of budgets, which are no epochs, compaction leaves the last alone.
        return new ControlHistory(config, bundle, epochs, lacksOffsets && lacksEpochs);
    }

    /**
     * Sends a message that the pipeline will accept, and makes sure that it counts.
     *
     * @param epoch its number, or null for the next; a higher one when another's comes first
     * @param fromMillis the event time from which on it holds, or null for at once
     * @return what was sent
     * @throws IllegalArgumentException saying why the pipeline would refuse it
     */
    ControlEnvelope send(
            Kind kind, Long epoch, Long fromMillis, Document document, ControlSigning.Signer signer)
            throws IOException {
        if (epoch != null && epoch <= newestEpoch) {
            throw new IllegalArgumentException(
                    "--epoch "
                            + epoch
                            + "; expected more than the newest on the topic, "
                            + newestEpoch);
        }
        long number = epoch == null ? newestEpoch + 1 : epoch;
        String key = null;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            long from =
                    fromMillis == null
                            ? Math.max(0, newestFromMillis(config.group().scope(kind)))
                            : fromMillis;
            byte[] payload = document.on(this);
            ControlEnvelope message =
                    signer.sign(
                            new ControlEnvelope(
                                    kind.name(),
                                    config.group().scope(kind),
                                    number,
                                    from,
                                    payload,
                                    "",
                                    null));
            requireAcceptable(message);
            // The same key again, so that compaction drops the message that came too late.
            key = key == null ? key(message) : key;
            if (counts(write(key, message))) {
                return message;
            }
            number = newestEpoch + 1;
        }
        throw new IllegalArgumentException(
                "others' messages came first "
                        + MOST_ATTEMPTS
                        + " times on "
                        + config.control().topic()
                        + "; send it again");
    }

    /** No earlier than what holds in any of the pipelines that the message is for. */
    private long newestFromMillis(String scope) {
        long own = epochs.newest().effectiveFromMillis();
        return scope.equals(EpochTable.JOB) ? Math.max(own, latestFromMillis) : own;
    }

    private void requireAcceptable(ControlEnvelope message) {
        if (config.control().trust().requireSignature() && message.signature() == null) {
            throw new IllegalArgumentException(
                    "--sign-with: missing; expected a private key, as the pipeline has"
                            + " control.require-signature");
        }
        try {
            trust.check(message);
            EpochTable after = table(epochs.epochs());
            after.apply(config.group().taken(message).orElseThrow());
            if (message.kind().equals(Kind.BUDGETS.name())) {
                PolicyEpoch newest = after.newest();
                PipelineBudgets.require(config, manifest, newest.policy(), newest.budgets());
            }
        } catch (ControlException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Reads on, and says whether the tasks took the message at that offset. */
    private boolean counts(long offset) {
        boolean counts = false;
        for (int read = 0; nextOffset <= offset; read++) {
            if (read == MOST_READS) {
                throw new KafkaUnreachableException(
                        "the message at offset "
                                + offset
                                + " of "
                                + config.control().topic()
                                + " was written and cannot be read back",
                        null);
            }
            counts = readOn(new KafkaPosition.Offsets(Map.of(0, nextOffset)), offset);
        }
        return counts;
    }

    /** Reads to the end, and says whether the message at an offset was taken. */
    private boolean readOn(KafkaPosition from, long offset) {
        boolean[] taken = new boolean[1];
        new KafkaRange(
                        config.source().bootstrapServers(),
                        config.source().properties(),
                        config.control().topic(),
                        from,
                        new KafkaPosition.Latest())
                .read(
                        (record, done, total) -> {
                            boolean isTaken = take(record);
                            taken[0] |= isTaken && record.offset() == offset;
                        });
        return taken[0];
    }

    /** What the tasks refuse, and what is of a kind unknown here, has a number all the same. */
    private boolean take(SourceRecord record) {
        lacksOffsets |= record.offset() != nextOffset;
        nextOffset = record.offset() + 1;
        try {
            if (record.value() == null) {
                return false;
            }
            ControlEnvelope message = ControlEnvelopeCodec.decode(record.value());
            boolean isNew = message.epoch() > newestEpoch;
            // Shares of budgets are numbered by a sequence of their own.
            if (!message.kind().equals(Kind.SHARES.name())) {
                lacksEpochs |= message.epoch() > newestEpoch + 1;
                newestEpoch = Math.max(newestEpoch, message.epoch());
            }
            trust.check(message);
            latestFromMillis = Math.max(latestFromMillis, message.effectiveFromMillis());
            Optional<ControlEnvelope> ours = config.group().taken(message);
            boolean taken = ours.isPresent() && epochs.apply(ours.get());
            if (taken && record.key() != null) {
                lastKeys.put(
                        Kind.valueOf(message.kind()),
                        new String(record.key(), StandardCharsets.UTF_8));
            }
            // A number that another pipeline has a message under does not count there.
            return taken && isNew;
        } catch (MalformedException | ControlException e) {
            // As every task does that reads it.
            return false;
        }
    }

    /**
     * Compaction keeps the newest message of a key. So every expert has one of its own, and
     * policies and bundles have two in turn, that the one before is there to go back to.
     */
    private String key(ControlEnvelope message) {
        String key = message.kind() + "/" + message.scope();
        if (message.kind().equals(Kind.EXPERT.name())) {
            return key + "/" + ExpertDocument.parse("the expert", message.payload()).name();
        }
        Kind kind = Kind.valueOf(message.kind());
        boolean hasTwo = kind == Kind.POLICY || kind == Kind.BUNDLE;
        return hasTwo && key.equals(lastKeys.get(kind)) ? key + "/2" : key;
    }

    /** The offset that it got. */
    private long write(String key, ControlEnvelope message) {
        String servers = config.source().bootstrapServers();
        Map<String, Object> settings = new HashMap<>(config.source().properties());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS);
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
            return producer.send(
                            new ProducerRecord<>(
                                    config.control().topic(),
                                    key.getBytes(StandardCharsets.UTF_8),
                                    ControlEnvelopeCodec.encode(message)))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaUnreachableException(
                    "Kafka at " + servers + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnreachableException("interrupted", e);
        }
    }
}
