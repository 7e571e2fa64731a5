package io.sluice.jobs.config;

import io.sluice.config.Section;
import java.time.Duration;
import java.util.Map;

/**
 * Where predictions go.
 *
 * @param topic the topic
 * @param format the form of a prediction
 * @param guarantee what a failure may do to the output
 * @param transactionalIdPrefix begins the names of the sink's Kafka transactions; unique per job
 * @param transactionTimeout how long a transaction may stay open: longer than the longest outage of
 *     the job that must lose nothing, at most the broker's {@code transaction.max.timeout.ms}
 * @param registry where the schema is registered for {@code CONFLUENT_AVRO}, else null
 * @param properties further settings of the Kafka producer
 */
public record SinkConfig(
        String topic,
        Format format,
        Guarantee guarantee,
        String transactionalIdPrefix,
        Duration transactionTimeout,
        RegistryConfig registry,
        Map<String, String> properties) {

    /** The form of a prediction on the topic. */
    public enum Format {
        /** Avro binary with no prefix; schema Prediction.avsc. */
        AVRO,
        /** The same behind the Confluent wire format's prefix, the schema registered. */
        CONFLUENT_AVRO,
        JSON
    }

    /** What a failure may do to the output. */
    public enum Guarantee {
        /** Read-committed consumers see each prediction once, after the next checkpoint. */
        EXACTLY_ONCE,
        /** Predictions are there at once; after a failure some are there twice. */
        AT_LEAST_ONCE
    }

    static SinkConfig read(Section section, String jobName) {
        Format format = section.choice("format", Format.class, Format.AVRO);
        return new SinkConfig(
                section.string("topic"),
                format,
                section.choice("guarantee", Guarantee.class, Guarantee.EXACTLY_ONCE),
                section.string("transactional-id-prefix", "sluice-" + jobName),
                section.duration("transaction-timeout", Duration.ofMinutes(15)),
                format == Format.CONFLUENT_AVRO
                        ? RegistryConfig.read(section.section("registry"))
                        : null,
                section.properties("properties"));
    }

    public boolean exactlyOnce() {
        return guarantee == Guarantee.EXACTLY_ONCE;
    }
}
