package io.sluice.jobs;

import io.sluice.jobs.config.SinkConfig;
import io.sluice.operators.Answer;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ConfluentFraming;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.PredictionJson;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes predictions in the configured format, under the event's key. */
final class PredictionRecordSerializer implements KafkaRecordSerializationSchema<Answer> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final SinkConfig.Format format;
    private final int schemaId;
    private transient AvroWriter writer;

    /**
     * @param schemaId the registry's id of the prediction schema, for CONFLUENT_AVRO
     */
    PredictionRecordSerializer(String topic, SinkConfig.Format format, int schemaId) {
        this.topic = topic;
        this.format = format;
        this.schemaId = schemaId;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Answer answer, KafkaSinkContext context, Long timestamp) {
        Prediction prediction = answer.prediction();
        byte[] value =
                switch (format) {
                    case AVRO, CONFLUENT_AVRO -> avro(prediction);
                    case JSON -> PredictionJson.write(prediction);
                };
        // The record's time is when it was written: a broker refuses one far ahead, and deletes one
        // far back, and an event's clock may be off by anything.
        return new ProducerRecord<>(
                topic, null, null, prediction.key(), value, KafkaHeaders.of(answer.headers()));
    }

    /** The writer is kept, so that the one array made per prediction has its exact size. */
    private byte[] avro(Prediction prediction) {
        if (writer == null) {
            writer = new AvroWriter(1024);
        }
        writer.reset();
        if (format == SinkConfig.Format.CONFLUENT_AVRO) {
            ConfluentFraming.writePrefix(schemaId, writer);
        }
        PredictionCodec.write(prediction, writer);
        return writer.toByteArray();
    }
}
