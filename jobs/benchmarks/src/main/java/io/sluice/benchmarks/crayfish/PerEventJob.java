package io.sluice.benchmarks.crayfish;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.benchmarks.endtoend.PlainFlink;
import io.sluice.benchmarks.endtoend.Variant.JobSetup;
import java.io.IOException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The job that one writes first: JSON to objects, one call of the model per event, objects to JSON,
 * with Flink's defaults (copies between operators) and an exactly-once sink.
 */
final class PerEventJob {
    private PerEventJob() {}

    /** Lists of boxed floats and Kryo, modelled on the peer system. */
    static JobSetup boxed(byte[] onnx) {
        return job(BoxedEvent.class, new ScoreBoxed(onnx));
    }

    /** Arrays and Flink's own serialisers. */
    static JobSetup arrays(byte[] onnx) {
        return job(ArrayEvent.class, new ScoreArrays(onnx));
    }

    private static <I, O> JobSetup job(Class<I> type, RichMapFunction<I, O> score) {
        return (environment, ends) -> {
            PlainFlink.configure(environment, ends);
            var source =
                    PlainFlink.<I>source(ends)
                            .setDeserializer(
                                    KafkaRecordDeserializationSchema.valueOnly(
                                            new JsonReader<>(type)))
                            .build();
            environment
                    .fromSource(source, WatermarkStrategy.noWatermarks(), "records")
                    .map(score)
                    .sinkTo(PlainFlink.sink(ends, new JsonWriter<>(ends.output())));
        };
    }

    private static final class JsonReader<T> extends AbstractDeserializationSchema<T> {
        private static final long serialVersionUID = 1L;

        private final Class<T> type;
        private transient ObjectMapper mapper;

        JsonReader(Class<T> type) {
            super(TypeInformation.of(type));
            this.type = type;
        }

        @Override
        public void open(InitializationContext context) {
            mapper = new ObjectMapper();
        }

        @Override
        public T deserialize(byte[] message) throws IOException {
            return mapper.readValue(message, type);
        }
    }

    private static final class JsonWriter<T> implements KafkaRecordSerializationSchema<T> {
        private static final long serialVersionUID = 1L;

        private final String topic;
        private transient ObjectMapper mapper;

        JsonWriter(String topic) {
            this.topic = topic;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                T value, KafkaSinkContext context, Long timestamp) {
            if (mapper == null) {
                mapper = new ObjectMapper();
            }
            try {
                return new ProducerRecord<>(topic, mapper.writeValueAsBytes(value));
            } catch (IOException e) {
                throw new IllegalStateException("an answer cannot be written", e);
            }
        }
    }

    private static final class ScoreBoxed extends RichMapFunction<BoxedEvent, BoxedEvent> {
        private static final long serialVersionUID = 1L;

        private final PerEventModel model;

        ScoreBoxed(byte[] onnx) {
            this.model = new PerEventModel(onnx);
        }

        @Override
        public void open(OpenContext context) throws Exception {
            model.open();
        }

        @Override
        public BoxedEvent map(BoxedEvent event) throws Exception {
            return event.scored(model);
        }

        @Override
        public void close() throws Exception {
            model.close();
        }
    }

    private static final class ScoreArrays extends RichMapFunction<ArrayEvent, ArrayEvent.Scores> {
        private static final long serialVersionUID = 1L;

        private final PerEventModel model;

        ScoreArrays(byte[] onnx) {
            this.model = new PerEventModel(onnx);
        }

        @Override
        public void open(OpenContext context) throws Exception {
            model.open();
        }

        @Override
        public ArrayEvent.Scores map(ArrayEvent event) throws Exception {
            return event.scored(model);
        }

        @Override
        public void close() throws Exception {
            model.close();
        }
    }
}
