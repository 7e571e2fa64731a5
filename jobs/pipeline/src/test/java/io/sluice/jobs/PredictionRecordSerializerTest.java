package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.operators.Answer;
import io.sluice.operators.PassOn;
import io.sluice.schemas.Cost;
import io.sluice.schemas.DType;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Where an answer, or its event, is written. */
class PredictionRecordSerializerTest {
    private static final byte[] PIXELS = new byte[100];

    @Test
    void anUnsureAnswerIsAnEventInPlaceOfAPrediction() throws Exception {
        ProducerRecord<byte[], byte[]> record = write("max-size: 2 kb", .6f);
        assertThat(record.topic()).isEqualTo("unsure");
        assertThat(record.headers().headers(PassOn.HEADER)).hasSize(1);
        Event event = EventCodec.decode(record.value());
        assertThat(event.inputs()).extracting(NamedTensor::name).containsExactly("picture");
        assertThat(event.deadlineMillis()).hasValue(99);
    }

    @Test
    void aSureOneIsAPredictionWithoutWhatOnlyTheOtherJobNeeds() throws Exception {
        ProducerRecord<byte[], byte[]> record = write("max-size: 2 kb", .95f);
        assertThat(record.topic()).isEqualTo("predictions");
        assertThat(PredictionCodec.decode(record.value()).inputs()).isEmpty();
    }

    @Test
    void anEventThatIsTooLargeForATopicIsAnswered() throws Exception {
        ProducerRecord<byte[], byte[]> record = write("max-size: 256 b", .6f);
        assertThat(record.topic()).isEqualTo("predictions");
        assertThat(PredictionCodec.decode(record.value()).confidence()).isEqualTo(.6f);
    }

    private static ProducerRecord<byte[], byte[]> write(String size, float confidence) {
        PipelineConfig config =
                PipelineConfig.parse(
                        "test",
                        """
                        name: a
                        source: {bootstrap-servers: 'kafka:9092', topics: [events], format: sluice-event}
                        bundle.uri: bundle
                        sink.topic: predictions
                        pass-on: {topic: unsure, accuracy: 0.9, %s, inputs: {image: picture}}
                        """
                                .formatted(size),
                        Path.of("/"),
                        name -> "");
        PredictionRecordSerializer serializer = new PredictionRecordSerializer(config, 0);
        serializer.open(new NoMetrics(), null);
        return serializer.serialize(answer(confidence), null, null);
    }

    private static Answer answer(float confidence) {
        DecisionRecord record =
                new DecisionRecord(
                        0,
                        "1",
                        "b@1#0",
                        "plain",
                        0,
                        "exit",
                        confidence,
                        List.of(),
                        List.of(),
                        List.of(),
                        Cost.NONE,
                        Cost.NONE,
                        "EXIT",
                        1,
                        2);
        Tensor image = Tensor.slice(DType.UINT8, new int[] {100}, PIXELS, 0, PIXELS.length);
        Prediction prediction =
                new Prediction(
                        "e1",
                        new byte[] {1},
                        70,
                        3,
                        "coat",
                        confidence,
                        null,
                        OptionalLong.empty(),
                        record,
                        List.of(new NamedTensor("image", image)),
                        null);
        return new Answer(prediction, List.of(), OptionalLong.of(99));
    }

    /** Counts nothing. */
    private static final class NoMetrics implements SerializationSchema.InitializationContext {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            throw new UnsupportedOperationException("not needed");
        }
    }
}
