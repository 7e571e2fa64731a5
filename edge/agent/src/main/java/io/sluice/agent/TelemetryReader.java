package io.sluice.agent;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the telemetry of all devices from the beginning, on a thread of its own. */
final class TelemetryReader implements AutoCloseable {
    /** Whom the telemetry is for. */
    interface Listener {
        void heard(ExpertTelemetry telemetry);

        void left(String device);

        /** All that was there at the start has been read. */
        void caughtUp();
    }

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Listener listener;
    private final ConsumerThread thread;

    TelemetryReader(AgentConfig.Kafka kafka, Listener listener) {
        this.listener = listener;
        this.thread =
                new ConsumerThread(
                        "sluice-agent-peers", kafka, kafka.telemetryTopic(), "", this::read);
    }

    void start() {
        thread.start();
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        boolean behind = true;
        while (!thread.isClosed()) {
            if (behind && isAt(consumer, ends)) {
                behind = false;
                listener.caughtUp();
            }
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private static boolean isAt(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.value() != null) {
                listener.heard(ExpertTelemetryCodec.decode(record.value()));
            } else if (record.key() != null) {
                listener.left(new String(record.key(), StandardCharsets.UTF_8));
            }
        } catch (MalformedException e) {
            LOG.warn(
                    "The record at {}-{}@{} is no telemetry: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
