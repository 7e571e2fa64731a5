package io.sluice.jobs;

import io.sluice.jobs.config.DeadLetterConfig;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.DeadLetterCodec;
import io.sluice.schemas.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

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
        Long time = letter.timestampMillis() >= 0 ? letter.timestampMillis() : null;
        return new ProducerRecord<>(
                config.topic(),
                null,
                time,
                letter.key(),
                asRecord ? letter.value() : DeadLetterCodec.encode(letter),
                asRecord ? headers(letter) : List.of());
    }

    private List<org.apache.kafka.common.header.Header> headers(DeadLetter letter) {
        List<org.apache.kafka.common.header.Header> headers = new ArrayList<>();
        for (Header header : letter.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        headers.add(header("topic", letter.topic()));
        headers.add(header("partition", String.valueOf(letter.partition())));
        headers.add(header("offset", String.valueOf(letter.offset())));
        headers.add(header("timestamp", String.valueOf(letter.timestampMillis())));
        headers.add(header("stage", letter.stage()));
        headers.add(header("reason", letter.reason()));
        headers.add(header("message", letter.message()));
        return headers;
    }

    private org.apache.kafka.common.header.Header header(String name, String value) {
        return new RecordHeader(
                config.headerPrefix() + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
