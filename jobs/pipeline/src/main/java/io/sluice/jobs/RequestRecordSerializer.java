package io.sluice.jobs;

import io.sluice.operators.experts.AddressedRequest;
import io.sluice.schemas.ExpertRequestCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes requests to the topics of their devices, keyed by the request's id. */
final class RequestRecordSerializer implements KafkaRecordSerializationSchema<AddressedRequest> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            AddressedRequest addressed, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                addressed.topic(),
                addressed.request().requestId().getBytes(StandardCharsets.UTF_8),
                ExpertRequestCodec.encode(addressed.request()));
    }
}
