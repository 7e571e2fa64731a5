package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.experts.EngineStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TelemetryPublisherTest {
    @TempDir private Path sys;
    private final BlockingQueue<Boolean> tombstones = new LinkedBlockingQueue<>();
    private volatile boolean alive = true;

    @Test
    void whoCannotBeAskedHasLeft() throws Exception {
        AgentConfig config =
                AgentConfig.parse(
                        "agent.yaml",
                        """
                        device: edge-1
                        kafka: {bootstrap-servers: "kafka:9092", telemetry-period: 20 ms}
                        experts: [{name: a, bundle.uri: a}]
                        """,
                        sys,
                        name -> null);
        TelemetrySource source =
                new TelemetrySource(
                        config,
                        () -> new EngineStatus(List.of(), 0, 0),
                        new MachineSensors(sys),
                        "");
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(
                        true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public Future<RecordMetadata> send(
                            ProducerRecord<byte[], byte[]> record, Callback callback) {
                        tombstones.add(record.value() == null);
                        return super.send(record, callback);
                    }
                };
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(source, () -> alive, producer, config)) {
            publisher.start();
            awaitThat(false);
            alive = false;
            awaitThat(true);
            assertThat(tombstones.poll(200, TimeUnit.MILLISECONDS)).as("silent").isNull();
            alive = true;
            awaitThat(false);
            alive = false;
            awaitThat(true);
        }
        assertThat(tombstones).as("it had left before the end").isEmpty();
    }

    private void awaitThat(boolean isTombstone) throws InterruptedException {
        Boolean next;
        do {
            next = tombstones.poll(20, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
        } while (next != isTombstone);
    }
}
