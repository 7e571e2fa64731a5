package io.sluice.jobs;

import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatusCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes how tasks stand, keyed by the task so that a compacted topic keeps the newest. */
final class StatusRecordSerializer implements KafkaRecordSerializationSchema<TaskStatus> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    StatusRecordSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            TaskStatus status, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic,
                status.key().getBytes(StandardCharsets.UTF_8),
                TaskStatusCodec.encode(status));
    }
}
