package io.sluice.benchmarks.passthrough;

import io.sluice.benchmarks.endtoend.PlainFlink;
import io.sluice.benchmarks.endtoend.Variant.JobEnds;
import io.sluice.benchmarks.endtoend.Variant.JobSetup;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Flink with nothing in it: the bytes of a record's value go through, cut to a length. */
final class RawCopy {
    private RawCopy() {}

    /**
     * The job; object reuse is on.
     *
     * @param outputBytes asked when a run starts: how many bytes of a value go through at most
     * @param producer settings of the producer beside Flink's and Kafka's own
     */
    static JobSetup job(IntSupplier outputBytes, Map<String, String> producer) {
        return (environment, ends) -> {
            PlainFlink.configure(environment, ends);
            environment.getConfig().enableObjectReuse();
            var source =
                    PlainFlink.<byte[]>source(ends)
                            .setDeserializer(
                                    KafkaRecordDeserializationSchema.valueOnly(new Bytes()))
                            .build();
            environment
                    .fromSource(source, WatermarkStrategy.noWatermarks(), "records")
                    .sinkTo(
                            PlainFlink.sink(
                                    ends, new Slice(ends, outputBytes.getAsInt()), producer));
        };
    }

    private static final class Bytes extends AbstractDeserializationSchema<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] deserialize(byte[] message) throws IOException {
            return message;
        }
    }

    private static final class Slice implements KafkaRecordSerializationSchema<byte[]> {
        private static final long serialVersionUID = 1L;

        private final String topic;
        private final int bytes;

        Slice(JobEnds ends, int bytes) {
            this.topic = ends.output();
            this.bytes = bytes;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                byte[] value, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(
                    topic, bytes >= value.length ? value : Arrays.copyOf(value, bytes));
        }
    }
}
