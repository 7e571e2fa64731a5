package io.sluice.jobs;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.SinkConfig;
import io.sluice.operators.Answer;
import io.sluice.operators.PassOn;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ConfluentFraming;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.PredictionJson;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes predictions in the configured format, under the event's key, and in place of those that
 * are not sure enough events for another job. One sink writes both, so that an event is exactly one
 * of them whatever fails.
 */
final class PredictionRecordSerializer implements KafkaRecordSerializationSchema<Answer> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final SinkConfig.Format format;
    private final int schemaId;
    private final boolean inputs;
    private final String passOnTopic;
    private final PassOn passOn;
    private transient AvroWriter writer;
    private final long maxSize;
    private transient Counter passed;
    private transient Counter tooLarge;

    /**
     * @param schemaId the registry's id of the prediction schema, for CONFLUENT_AVRO
     */
    PredictionRecordSerializer(PipelineConfig config, int schemaId) {
        this.topic = config.sink().topic();
        this.format = config.sink().format();
        this.schemaId = schemaId;
        this.inputs = config.cascade().inputs();
        this.passOnTopic = config.passOn() == null ? "" : config.passOn().topic();
        this.maxSize = config.passOn() == null ? 0 : config.passOn().maxSize();
        this.passOn = config.passOn() == null ? null : config.passOn().passOn();
    }

    @Override
    public void open(
            SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
        if (passOn != null) {
            passed = context.getMetricGroup().counter("passed_on_total");
            tooLarge = context.getMetricGroup().counter("pass_on_too_large_total");
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Answer answer, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> passedOn = passOn == null ? null : passedOn(answer);
        if (passedOn != null) {
            return passedOn;
        }
        Prediction prediction = inputs ? answer.prediction() : answer.prediction().withoutInputs();
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

    /** Null where the answer holds, or the event is larger than a topic may take. */
    private ProducerRecord<byte[], byte[]> passedOn(Answer answer) {
        PassOn.Passed event = passOn.of(answer);
        if (event == null) {
            return null;
        }
        byte[] value = EventCodec.encode(event.event());
        long size = value.length;
        for (Header header : event.headers()) {
            size += header.key().length() + header.value().length;
        }
        if (size > maxSize) {
            tooLarge.inc();
            return null;
        }
        passed.inc();
        return new ProducerRecord<>(
                passOnTopic,
                null,
                null,
                event.event().key(),
                value,
                KafkaHeaders.of(event.headers()));
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
