package io.sluice.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sluice.cli.data.TopicConsumer;
import io.sluice.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;

/** Reads what arrives on a dead-letter topic, as a read-committed consumer. */
public final class DeadLetterReader implements AutoCloseable {
    /**
     * A dead letter as its headers describe it.
     *
     * @param place where it comes from: topic, partition and offset
     * @param value of the record that it was, null when that had none
     */
    public record Letter(String place, String reason, String message, @JsonIgnore byte[] value) {}

    private static final Duration MOMENT = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;

    public DeadLetterReader(String bootstrapServers, String topic) {
        consumer = TopicConsumer.open(bootstrapServers, topic, "read_committed");
    }

    /**
     * Reads on, for 50 ms when nothing comes, and hands out what has arrived since the last call.
     */
    public void poll(Consumer<Letter> letters) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(MOMENT)) {
            letters.accept(
                    new Letter(
                            header(record, "topic")
                                    + "-"
                                    + header(record, "partition")
                                    + "@"
                                    + header(record, "offset"),
                            header(record, "reason"),
                            header(record, "message"),
                            record.value()));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(DeadLetterHeaders.DEFAULT_PREFIX + "." + name);
        return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
