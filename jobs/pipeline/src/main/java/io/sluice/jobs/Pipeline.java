package io.sluice.jobs;

import io.sluice.gates.guard.ShadowResult;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.SinkConfig;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.operators.Answer;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.AdmissionOperator;
import io.sluice.operators.admission.AdmissionOptions;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.admission.PolicyOptions;
import io.sluice.operators.admission.WatermarkOptions;
import io.sluice.operators.cascade.CascadeOperator;
import io.sluice.operators.guard.GuardFunction;
import io.sluice.operators.guard.ShadowResults;
import io.sluice.operators.serialization.AdmittedEventSerializer;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.operators.serialization.ControlEnvelopeSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.mapping.SourceRecord;
import io.sluice.schemas.registry.SchemaRegistryClient;
import io.sluice.schemas.registry.SchemaRejectedException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * The job of a pipeline file: records → admission → cascade → predictions and dead letters, and
 * beside them the guard.
 */
public final class Pipeline {
    /** Kafka's own 16 KiB hold three answers that carry inputs of 4 KiB. */
    public static final int PRODUCER_BATCH_BYTES = 128 << 10;

    private final PipelineConfig config;
    private final Bundle bundle;
    private final byte[] firstPolicy;
    private final PipelineDecoders decoders;

    /**
     * @param bundle the bundle that the configuration names, verified
     * @param firstPolicy the policy document to start with
     * @param decoders what turns the source's records into events of the bundle
     */
    Pipeline(PipelineConfig config, Bundle bundle, byte[] firstPolicy, PipelineDecoders decoders) {
        this.config = config;
        this.bundle = bundle;
        this.firstPolicy = firstPolicy;
        this.decoders = decoders;
    }

    /** Adds the whole job to an environment. */
    public void addTo(StreamExecutionEnvironment environment) {
        addTo(environment, recordSource(), predictionSink(), deadLetterSink());
    }

    /** Adds the job between the given ends. */
    void addTo(
            StreamExecutionEnvironment environment,
            Source<SourceRecord, ?, ?> records,
            Sink<Answer> predictions,
            Sink<DeadLetter> deadLetters) {
        environment.setParallelism(config.parallelism());
        environment.getConfig().enableObjectReuse();
        PipelineSettings.apply(environment, config);

        var raw =
                named(
                        environment.fromSource(
                                records, WatermarkStrategy.noWatermarks(), "records"),
                        "records");
        var admitted =
                named(
                        raw.transform("admission", AdmittedEventSerializer.TYPE, admission()),
                        "admission");
        var answers =
                named(admitted.transform("cascade", AnswerSerializer.TYPE, cascade()), "cascade");
        answers.sinkTo(predictions).name("predictions").uid("predictions");
        if (config.guard().isOn()) {
            addGuard(answers);
        }
        admitted.getSideOutput(DeadLetters.TAG)
                .union(answers.getSideOutput(DeadLetters.TAG))
                .sinkTo(deadLetters)
                .name("dead-letters")
                .uid("dead-letters");
    }

    /** Beside the main chain, in one task: the runs of a scope are judged together. */
    private void addGuard(SingleOutputStreamOperator<Answer> answers) {
        String topic = config.control().topic();
        GuardFunction guard = new GuardFunction(config.guard().signing(), !topic.isEmpty());
        var messages =
                named(
                        answers.getSideOutput(ShadowResults.TAG)
                                .keyBy(ShadowResult::scope, Types.STRING)
                                .process(guard, ControlEnvelopeSerializer.TYPE)
                                .setParallelism(1),
                        "guard");
        if (!topic.isEmpty()) {
            messages.sinkTo(controlSink(topic))
                    .setParallelism(1)
                    .name("guard-messages")
                    .uid("guard-messages");
        }
    }

    private static <T> SingleOutputStreamOperator<T> named(
            SingleOutputStreamOperator<T> stream, String name) {
        return stream.name(name).uid(name);
    }

    private AdmissionOperator admission() {
        AdmissionOptions options =
                new AdmissionOptions(
                        new PolicyOptions(
                                bundle.hash(),
                                bundle.manifest().stages().size(),
                                firstPolicy,
                                config.control().trust(),
                                config.control().maxWait()),
                        new WatermarkOptions(
                                config.watermarks().disorder(), config.watermarks().idleAfter()));
        return new AdmissionOperator(options, decoders, controlFeed());
    }

    private CascadeOperator cascade() {
        return new CascadeOperator(
                config.cascade(),
                new PipelineBundle(config.bundle(), bundle.hash(), config.kernel()),
                config.guard().sampling());
    }

    // The only way the connector has to say what to do where nothing was committed.
    @SuppressWarnings("deprecation")
    private KafkaSource<SourceRecord> recordSource() {
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
                .setProperties(properties(source))
                .setClientIdPrefix(config.name())
                .build();
    }

    private ControlFeed.Factory controlFeed() {
        if (config.control().topic().isEmpty()) {
            return ControlFeed.NONE;
        }
        Properties consumer = properties(config.source());
        consumer.setProperty("bootstrap.servers", config.source().bootstrapServers());
        String topic = config.control().topic();
        return () -> new ControlTopic(topic, consumer);
    }

    private Sink<Answer> predictionSink() {
        SinkConfig sink = config.sink();
        return sink(
                new PredictionRecordSerializer(sink.topic(), sink.format(), schemaId(sink)),
                "predictions");
    }

    private Sink<DeadLetter> deadLetterSink() {
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
        properties.setProperty("batch.size", String.valueOf(PRODUCER_BATCH_BYTES));
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

    /** Not transactional: a message is wanted at once, and one that comes twice changes nothing. */
    private KafkaSink<ControlEnvelope> controlSink(String topic) {
        return KafkaSink.<ControlEnvelope>builder()
                .setBootstrapServers(config.source().bootstrapServers())
                .setRecordSerializer(new ControlRecordSerializer(topic))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setKafkaProducerConfig(properties(config.source()))
                .build();
    }

    private static Properties properties(SourceConfig source) {
        Properties properties = new Properties();
        properties.putAll(source.properties());
        return properties;
    }
}
