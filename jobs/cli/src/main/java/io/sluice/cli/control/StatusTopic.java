package io.sluice.cli.control;

import io.sluice.cli.data.TopicConsumer;
import io.sluice.jobs.KafkaUnreachableException;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatusCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The tasks of a pipeline, as they say on its status topic how they stand.
 *
 * <p><b>Owned state:</b> a consumer until {@link #close}, and each task's newest status. A task
 * counts as heard when it has spoken since this was opened: a running one does so every second.
 */
final class StatusTopic implements AutoCloseable {
    private final String job;
    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Map<String, TaskStatus> newest = new TreeMap<>();
    private final Set<String> heard = new HashSet<>();

    private StatusTopic(
            String job,
            String topic,
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends) {
        this.job = job;
        this.topic = topic;
        this.consumer = consumer;
        this.ends = ends;
    }

    /**
     * Reads what is on the topic.
     *
     * @throws IllegalArgumentException when there is no such topic
     * @throws KafkaUnreachableException when the cluster does not answer
     */
    static StatusTopic open(PipelineConfig config) {
        String topic = config.control().statusTopic();
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer =
                    TopicConsumer.open(
                            config.source().bootstrapServers(),
                            config.source().properties(),
                            topic,
                            "read_uncommitted");
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            StatusTopic statuses = new StatusTopic(config.name(), topic, consumer, ends);
            statuses.readToEnd();
            return statuses;
        } catch (KafkaException e) {
            if (consumer != null) {
                consumer.close();
            }
            throw unreachable(topic, e);
        }
    }

    private void readToEnd() {
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(Duration.ofMillis(100));
        }
    }

    /** Takes what has come, waiting at most so long for something. */
    void poll(Duration wait) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                take(record);
            }
        } catch (KafkaException e) {
            throw unreachable(topic, e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            newest.remove(new String(record.key(), StandardCharsets.UTF_8));
            return;
        }
        try {
            TaskStatus status = TaskStatusCodec.decode(record.value());
            if (status.job().equals(job)) {
                newest.put(status.key(), status);
                long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (record.offset() >= end) {
                    heard.add(status.key());
                }
            }
        } catch (MalformedException e) {
            // No status that this version understands says nothing about a task.
            return;
        }
    }

    /** The tasks that the operators have since they were last started, by their keys. */
    List<TaskStatus> tasks() {
        Map<String, TaskStatus> latest = new HashMap<>();
        for (TaskStatus status : newest.values()) {
            latest.merge(
                    status.operator(),
                    status,
                    (a, b) -> a.startedMicros() >= b.startedMicros() ? a : b);
        }
        List<TaskStatus> tasks = new ArrayList<>();
        for (TaskStatus status : newest.values()) {
            if (status.subtask() < latest.get(status.operator()).parallelism()) {
                tasks.add(status);
            }
        }
        return tasks;
    }

    /** Whether the task has spoken since this was opened. */
    boolean isHeard(TaskStatus task) {
        return heard.contains(task.key());
    }

    /** The tasks that their operators have and that have never said anything. */
    List<String> missing() {
        Map<String, Integer> parallelism = new TreeMap<>();
        tasks().forEach(t -> parallelism.merge(t.operator(), t.parallelism(), Math::max));
        List<String> missing = new ArrayList<>();
        parallelism.forEach(
                (operator, tasks) -> {
                    for (int i = 0; i < tasks; i++) {
                        if (!newest.containsKey(job + "/" + operator + "/" + i)) {
                            missing.add(operator + "/" + i);
                        }
                    }
                });
        return missing;
    }

    private static KafkaUnreachableException unreachable(String topic, KafkaException e) {
        return new KafkaUnreachableException(
                "the topic " + topic + " cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
