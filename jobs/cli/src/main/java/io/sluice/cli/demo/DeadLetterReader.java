package io.sluice.cli.demo;

import io.sluice.cli.data.TopicConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;

/** Reads what has arrived on the dead-letter topic. */
final class DeadLetterReader implements AutoCloseable {
    /** A dead letter as its headers describe it. */
    record Entry(String place, String reason, String message) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Entry> entries = new ArrayList<>();

    DeadLetterReader(String bootstrapServers, String topic) {
        consumer = TopicConsumer.open(bootstrapServers, topic, "read_committed");
    }

    /** Reads on for a moment; all entries so far. */
    List<Entry> poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            entries.add(
                    new Entry(
                            header(record, "topic")
                                    + "-"
                                    + header(record, "partition")
                                    + "@"
                                    + header(record, "offset"),
                            header(record, "reason"),
                            header(record, "message")));
        }
        return List.copyOf(entries);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader("sluice.dlq." + name);
        return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
