package io.sluice.jobs;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.SinkConfig;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.operators.Answer;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.experts.AddressedRequest;
import io.sluice.operators.serialization.ExpertReplySerializer;
import io.sluice.operators.serialization.SensorAckSerializer;
import io.sluice.operators.serialization.TaskStatusSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorAckCodec;
import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatusCodec;
import io.sluice.schemas.mapping.SourceRecord;
import io.sluice.schemas.registry.SchemaRegistryClient;
import io.sluice.schemas.registry.SchemaRejectedException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The ends of a pipeline in Kafka. */
final class PipelineEnds {
    private final PipelineConfig config;

    PipelineEnds(PipelineConfig config) {
        this.config = config;
    }

    /** The records of all topics, as bytes. */
    // The only way the connector has to say what to do where nothing was committed.
    @SuppressWarnings("deprecation")
    KafkaSource<SourceRecord> recordSource() {
        SourceConfig source = config.source();
        return KafkaSource.<SourceRecord>builder()
                .setBootstrapServers(source.bootstrapServers())
                .setTopics(source.topics())
                .setGroupId(source.groupId())
                .setStartingOffsets(
                        switch (source.startFrom()) {
                            case EARLIEST -> OffsetsInitializer.earliest();
                            case LATEST -> OffsetsInitializer.latest();
                            case COMMITTED ->
                                    OffsetsInitializer.committedOffsets(
                                            OffsetResetStrategy.EARLIEST);
                        })
                .setDeserializer(new RawRecordDeserializer())
                .setProperties(committed(source))
                .setClientIdPrefix(config.name())
                .build();
    }

    /** What devices have acknowledged, from the beginning: the newest of each is what holds. */
    KafkaSource<SensorAck> ackSource(String topic) {
        SourceConfig source = config.source();
        return KafkaSource.<SensorAck>builder()
                .setBootstrapServers(source.bootstrapServers())
                .setTopics(topic)
                .setGroupId(source.groupId() + "-acks")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(
                        new MessageDeserializer<>(
                                "Acknowledgement",
                                SensorAckCodec::decode,
                                SensorAckSerializer.TYPE))
                .setProperties(properties(source))
                .setClientIdPrefix(config.name() + "-acks")
                .build();
    }

    /**
     * What devices reply. A job that is started anew waits for no reply that is there already; a
     * restored one reads on from its checkpoint, so that replies to its pending requests are found.
     */
    KafkaSource<ExpertReply> replySource() {
        SourceConfig source = config.source();
        return KafkaSource.<ExpertReply>builder()
                .setBootstrapServers(source.bootstrapServers())
                .setTopics(config.experts().repliesTopic())
                .setGroupId(source.groupId() + "-replies")
                .setStartingOffsets(new TopicEnd())
                .setDeserializer(
                        new MessageDeserializer<>(
                                "Reply", ExpertReplyCodec::decode, ExpertReplySerializer.TYPE))
                .setProperties(properties(source))
                .setClientIdPrefix(config.name() + "-replies")
                .build();
    }

    /** How the tasks of all jobs stand that share a status topic, from now on. */
    KafkaSource<TaskStatus> statusSource(String topic) {
        SourceConfig source = config.source();
        return KafkaSource.<TaskStatus>builder()
                .setBootstrapServers(source.bootstrapServers())
                .setTopics(topic)
                .setGroupId(source.groupId() + "-statuses")
                .setStartingOffsets(OffsetsInitializer.latest())
                .setDeserializer(
                        new MessageDeserializer<>(
                                "Status", TaskStatusCodec::decode, TaskStatusSerializer.TYPE))
                .setProperties(properties(source))
                .setClientIdPrefix(config.name() + "-statuses")
                .build();
    }

    /** What each task reads the control topic with. */
    ControlFeed.Factory controlFeed() {
        String topic = config.control().topic();
        if (topic.isEmpty()) {
            return ControlFeed.NONE;
        }
        Properties consumer = connected(config.source());
        return () -> new TopicFeed(topic, true, consumer);
    }

    /** What each task reads the telemetry of devices with. */
    ControlFeed.Factory telemetryFeed() {
        String topic = config.experts().telemetryTopic();
        Properties clients = connected(config.source());
        return () -> new TelemetryFeed(topic, clients);
    }

    private static Properties connected(SourceConfig source) {
        Properties properties = properties(source);
        properties.setProperty("bootstrap.servers", source.bootstrapServers());
        return properties;
    }

    Sink<Answer> predictionSink() {
        SinkConfig sink = config.sink();
        return sink(new PredictionRecordSerializer(config, schemaId(sink)), "predictions");
    }

    Sink<DeadLetter> deadLetterSink() {
        return sink(new DeadLetterRecordSerializer(config.deadLetters()), "dead-letters");
    }

    /** Registers the schema of predictions where their format names it by id. */
    private static int schemaId(SinkConfig sink) {
        if (sink.registry() == null) {
            return 0;
        }
        try {
            return new SchemaRegistryClient(
                            PipelineDecoders.options(sink.registry(), Duration.ofMinutes(1)),
                            new RegistryWait())
                    .register(sink.topic() + "-value", PredictionCodec.schema());
        } catch (SchemaRejectedException e) {
            throw new IllegalArgumentException("sink.registry: " + e.getMessage(), e);
        }
    }

    private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> serializer, String name) {
        SinkConfig sink = config.sink();
        Properties properties = properties(config.source());
        // A dead letter is its record plus headers, so it may be larger than the source allowed.
        properties.setProperty("max.request.size", String.valueOf(32 << 20));
        properties.setProperty("compression.type", "none");
        properties.setProperty("batch.size", String.valueOf(Pipeline.PRODUCER_BATCH_BYTES));
        if (config.experts() != null) {
            // Somebody waits for each answer.
            properties.setProperty("linger.ms", "0");
        }
        properties.putAll(sink.properties());
        properties.setProperty(
                "transaction.timeout.ms", String.valueOf(sink.transactionTimeout().toMillis()));
        return KafkaSink.<T>builder()
                .setBootstrapServers(config.source().bootstrapServers())
                .setRecordSerializer(serializer)
                .setDeliveryGuarantee(
                        sink.exactlyOnce()
                                ? DeliveryGuarantee.EXACTLY_ONCE
                                : DeliveryGuarantee.AT_LEAST_ONCE)
                .setTransactionalIdPrefix(sink.transactionalIdPrefix() + "-" + name)
                .setKafkaProducerConfig(properties)
                .build();
    }

    KafkaSink<SensorCommand> commandSink(String topic) {
        return messageSink(new CommandRecordSerializer(topic));
    }

    KafkaSink<ControlEnvelope> controlSink(String topic) {
        return messageSink(new ControlRecordSerializer(topic));
    }

    KafkaSink<TaskStatus> statusSink(String topic) {
        return messageSink(new StatusRecordSerializer(topic));
    }

    Sink<AddressedRequest> requestSink() {
        return new RequestSink(connected(config.source()));
    }

    /** Not transactional: a message is wanted at once, and one that comes twice changes nothing. */
    private <T> KafkaSink<T> messageSink(KafkaRecordSerializationSchema<T> serializer) {
        Properties properties = properties(config.source());
        properties.setProperty("linger.ms", "0");
        return KafkaSink.<T>builder()
                .setBootstrapServers(config.source().bootstrapServers())
                .setRecordSerializer(serializer)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setKafkaProducerConfig(properties)
                .build();
    }

    /** What a transaction wrote that was aborted is written again: by another job, for example. */
    private static Properties committed(SourceConfig source) {
        Properties properties = new Properties();
        properties.setProperty("isolation.level", "read_committed");
        properties.putAll(source.properties());
        return properties;
    }

    private static Properties properties(SourceConfig source) {
        Properties properties = new Properties();
        properties.putAll(source.properties());
        return properties;
    }
}
