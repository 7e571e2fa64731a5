package io.sluice.cli.control;

import io.sluice.cli.data.TopicConsumer;
import io.sluice.gates.ControlException;
import io.sluice.gates.EpochTable;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatus.BudgetStatus;
import io.sluice.schemas.TaskStatusCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Stands for the two tasks of a running job: follows the control topic with the table that tasks
 * have, and says on the status topic what came of it. Runs in a thread of its own until closed.
 */
final class SimulatedTasks implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final EpochTable epochs;
    private final String statusTopic;
    private final KafkaConsumer<byte[], byte[]> control;
    private final KafkaProducer<byte[], byte[]> statuses;
    private final Thread thread = new Thread(this::run, "simulated-tasks");
    private volatile boolean closed;
    private volatile boolean onlyFirst;
    private volatile int speaking = 2;
    private long refusedEpoch = -1;
    private String refusal = "";

    SimulatedTasks(
            EmbeddedKafka kafka, String controlTopic, String statusTopic, EpochTable epochs) {
        this.epochs = epochs;
        this.statusTopic = statusTopic;
        this.control =
                TopicConsumer.open(kafka.bootstrapServers(), controlTopic, "read_uncommitted");
        ByteArraySerializer bytes = new ByteArraySerializer();
        this.statuses =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), bytes, bytes);
        thread.start();
    }

    /** From now on the second task runs and says that it holds no message. */
    void secondStopsListening() {
        onlyFirst = true;
    }

    /** From now on nothing is heard of the second task, which was there before. */
    void secondFallsSilent() {
        speaking = 1;
    }

    private void run() {
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : control.poll(POLL)) {
                apply(record.value());
            }
            for (int subtask = 0; subtask < speaking; subtask++) {
                TaskStatus status = status(subtask);
                statuses.send(
                        new ProducerRecord<>(
                                statusTopic,
                                status.key().getBytes(StandardCharsets.UTF_8),
                                TaskStatusCodec.encode(status)));
            }
            statuses.flush();
        }
        control.close();
        statuses.close();
    }

    private void apply(byte[] value) {
        try {
            ControlEnvelope message = ControlEnvelopeCodec.decode(value);
            try {
                epochs.apply(message);
            } catch (ControlException e) {
                refusedEpoch = message.epoch();
                refusal = e.getMessage();
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private TaskStatus status(int subtask) {
        boolean isDeaf = onlyFirst && subtask == 1;
        return new TaskStatus(
                "test",
                "cascade",
                subtask,
                2,
                1_000,
                System.currentTimeMillis() * 1000,
                isDeaf ? 0 : epochs.newest().epoch(),
                refusedEpoch,
                refusal,
                -1,
                0,
                0,
                Double.NaN,
                epochs.newest().budgets().limits().stream()
                        .map(
                                limit ->
                                        new BudgetStatus(
                                                limit.scope(),
                                                limit.resource(),
                                                limit.amount(),
                                                limit.perSeconds(),
                                                limit.quantile(),
                                                limit.hard(),
                                                .5,
                                                .25,
                                                0,
                                                limit.amount() / 4 / limit.perSeconds(),
                                                0,
                                                10,
                                                0,
                                                0,
                                                0,
                                                limit.resource() == Resource.MILLISECONDS
                                                        ? "the least that can be kept is 7"
                                                        : ""))
                        .toList());
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
