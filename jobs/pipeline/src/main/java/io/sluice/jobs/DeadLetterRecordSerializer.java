package io.sluice.jobs;

import io.sluice.jobs.config.DeadLetterConfig;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.DeadLetterCodec;
import io.sluice.schemas.DeadLetterHeaders;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes dead letters: the record itself with headers added, or an Avro DeadLetter. */
final class DeadLetterRecordSerializer implements KafkaRecordSerializationSchema<DeadLetter> {
    private static final long serialVersionUID = 1L;

    private final DeadLetterConfig config;

    DeadLetterRecordSerializer(DeadLetterConfig config) {
        this.config = config;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        boolean asRecord = config.format() == DeadLetterConfig.Format.RECORD;
        return new ProducerRecord<>(
                config.topic(),
                null,
                // Not the record's own time, which may be too far off for the broker; a header has
                // it.
                null,
                letter.key(),
                asRecord ? letter.value() : DeadLetterCodec.encode(letter),
                asRecord ? headers(letter) : List.of());
    }

    private List<org.apache.kafka.common.header.Header> headers(DeadLetter letter) {
        return KafkaHeaders.of(DeadLetterHeaders.of(letter, config.headerPrefix()));
    }
}
