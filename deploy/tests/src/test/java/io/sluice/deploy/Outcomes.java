package io.sluice.deploy;

import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a read-committed consumer sees of the predictions and dead letters, each counted. */
final class Outcomes implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String predictionTopic;
    private final Map<String, Integer> predictions = new HashMap<>();
    private final Map<String, Integer> deadLetters = new HashMap<>();
    private final Map<Integer, Integer> exits = new TreeMap<>();
    private final List<String> wrongClasses = new ArrayList<>();

    Outcomes(String bootstrapServers, String predictionTopic, String deadLetterTopic) {
        this.predictionTopic = predictionTopic;
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(predictionTopic, deadLetterTopic)) {
            consumer.partitionsFor(topic)
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on until so many different events have an outcome, or the time is up. */
    void awaitDistinct(int events, Duration limit) throws MalformedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (distinct() < events && System.nanoTime() < deadline) {
            poll(Duration.ofMillis(100));
        }
    }

    /** Reads all that is committed now. */
    void readToEnd() throws MalformedException {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
                .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            poll(Duration.ofMillis(100));
        }
    }

    int distinct() {
        return predictions.size() + deadLetters.size();
    }

    /** How often each event was answered, by id. */
    Map<String, Integer> predictions() {
        return predictions;
    }

    /** How often each record was put aside, by partition@offset of its source. */
    Map<String, Integer> deadLetters() {
        return deadLetters;
    }

    /** How many events left at each exit. */
    Map<Integer, Integer> exits() {
        return exits;
    }

    /** Events that were answered with another class than their own. */
    List<String> wrongClasses() {
        return wrongClasses;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void poll(Duration wait) throws MalformedException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.topic().equals(predictionTopic)) {
                count(PredictionCodec.decode(record.value()));
            } else {
                String place = header(record, "partition") + "@" + header(record, "offset");
                deadLetters.merge(place, 1, Integer::sum);
            }
        }
    }

    private void count(Prediction prediction) {
        predictions.merge(prediction.eventId(), 1, Integer::sum);
        exits.merge(prediction.decision().exit(), 1, Integer::sum);
        int number = Integer.parseInt(prediction.eventId().substring("event-".length()));
        if (prediction.predictedClass() != EventProducer.labelOf(number)) {
            wrongClasses.add(prediction.eventId());
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] value = record.headers().lastHeader("sluice.dlq." + name).value();
        return new String(value, StandardCharsets.UTF_8);
    }
}
