package io.sluice.jobs;

import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All that read-committed consumers see of predictions and dead letters. Not thread-safe. */
final class Outcomes implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** How often each event was answered. */
    final Map<String, Integer> answers = new HashMap<>();

    final List<Prediction> predictions = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    final List<ConsumerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();

    Outcomes(String bootstrapServers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrapServers,
                                "isolation.level", "read_committed",
                                "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(
                List.of(
                        new TopicPartition("predictions", 0),
                        new TopicPartition("predictions", 1),
                        new TopicPartition("events.dlq", 0)));
    }

    /** Reads what has come since the last call. */
    Outcomes read() {
        return read(Duration.ofMillis(200));
    }

    /** The same, waiting at most so long for the first. */
    Outcomes read(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.topic().equals("events.dlq")) {
                deadLetters.add(record);
                continue;
            }
            Prediction prediction = prediction(record);
            answers.merge(prediction.eventId(), 1, Integer::sum);
            predictions.add(prediction);
            records.add(record);
        }
        return this;
    }

    static Prediction prediction(ConsumerRecord<byte[], byte[]> record) {
        try {
            return PredictionCodec.decode(record.value());
        } catch (MalformedException e) {
            throw new AssertionError("a prediction cannot be read", e);
        }
    }

    /** Reads until there are so many of both. */
    void await(int predicted, int dead) {
        PipelineRun.await(
                predicted + " predictions and " + dead + " dead letters",
                () -> {
                    read();
                    return answers.size() >= predicted && deadLetters.size() >= dead;
                },
                () -> "; seen " + answers.size() + " and " + deadLetters.size());
    }

    /** Reads on for a moment in which nothing more should come. */
    void settle() {
        for (int i = 0; i < 10; i++) {
            read();
        }
    }

    /** Ids of events 0 to {@code count − 1} that were not answered exactly once. */
    List<String> wrong(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "e" + i)
                .filter(id -> answers.getOrDefault(id, 0) != 1)
                .map(id -> id + " x" + answers.getOrDefault(id, 0))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
