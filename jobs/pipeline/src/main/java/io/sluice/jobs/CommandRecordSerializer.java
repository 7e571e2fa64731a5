package io.sluice.jobs;

import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.SensorCommandCodec;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes commands to devices, keyed by the device so that a compacted topic keeps the newest. */
final class CommandRecordSerializer implements KafkaRecordSerializationSchema<SensorCommand> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    CommandRecordSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            SensorCommand command, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, command.key(), SensorCommandCodec.encode(command));
    }
}
