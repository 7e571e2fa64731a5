package io.sluice.benchmarks.endtoend;

import io.sluice.benchmarks.endtoend.Variant.JobEnds;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The ends of jobs without Sluice, set as a pipeline sets its own. */
public final class PlainFlink {
    private PlainFlink() {}

    /** Exactly once, with checkpoints as often as in a pipeline. */
    public static void configure(StreamExecutionEnvironment environment, JobEnds ends) {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, ends.checkpoints());
        settings.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        environment.configure(settings, PlainFlink.class.getClassLoader());
        environment.setParallelism(ends.parallelism());
    }

    /** A source of the whole input; the caller says how to read a record. */
    public static <T> KafkaSourceBuilder<T> source(JobEnds ends) {
        return KafkaSource.<T>builder()
                .setBootstrapServers(ends.bootstrapServers())
                .setTopics(ends.input())
                .setGroupId(ends.run())
                .setStartingOffsets(OffsetsInitializer.earliest());
    }

    /** An exactly-once sink to the output topic. */
    public static <T> KafkaSink<T> sink(JobEnds ends, KafkaRecordSerializationSchema<T> records) {
        return sink(ends, records, Map.of());
    }

    /**
     * An exactly-once sink to the output topic.
     *
     * @param producer further settings of the producer
     */
    public static <T> KafkaSink<T> sink(
            JobEnds ends, KafkaRecordSerializationSchema<T> records, Map<String, String> producer) {
        Properties settings = new Properties();
        settings.putAll(producer);
        settings.setProperty("compression.type", "none");
        settings.setProperty(
                "transaction.timeout.ms", String.valueOf(Duration.ofMinutes(15).toMillis()));
        return KafkaSink.<T>builder()
                .setBootstrapServers(ends.bootstrapServers())
                .setRecordSerializer(records)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(ends.run())
                .setKafkaProducerConfig(settings)
                .build();
    }
}
