package io.sluice.jobs;

import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes control messages under the key by which the control topic is compacted. */
final class ControlRecordSerializer implements KafkaRecordSerializationSchema<ControlEnvelope> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    ControlRecordSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ControlEnvelope message, KafkaSinkContext context, Long timestamp) {
        String key = message.kind() + "/" + message.scope();
        return new ProducerRecord<>(
                topic,
                null,
                null,
                key.getBytes(StandardCharsets.UTF_8),
                ControlEnvelopeCodec.encode(message));
    }
}
