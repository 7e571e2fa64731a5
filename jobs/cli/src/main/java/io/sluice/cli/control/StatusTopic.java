package io.sluice.cli.control;

import io.sluice.cli.data.TopicConsumer;
import io.sluice.gates.EpochTable;
import io.sluice.jobs.KafkaUnreachableException;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.schemas.ControlEnvelope;
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
    private final Set<String> jobs;
    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Map<String, TaskStatus> newest = new TreeMap<>();
    private final Set<String> heard = new HashSet<>();

    private StatusTopic(
            Set<String> jobs,
            String topic,
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends) {
        this.jobs = jobs;
        this.topic = topic;
        this.consumer = consumer;
        this.ends = ends;
    }

    /** The tasks of all pipelines that share the budgets of one. */
    static StatusTopic ofAll(PipelineConfig config) {
        Set<String> sharing = config.budgets().sharedBy().keySet();
        return open(config, sharing.isEmpty() ? Set.of(config.name()) : sharing);
    }

    /** The tasks that messages of a kind are for. */
    static StatusTopic of(PipelineConfig config, ControlEnvelope.Kind kind) {
        boolean isForAll = config.group().scope(kind).equals(EpochTable.JOB);
        return isForAll ? ofAll(config) : open(config, Set.of(config.name()));
    }

    /**
     * Reads what is on the topic.
     *
     * @throws IllegalArgumentException when there is no such topic
     * @throws KafkaUnreachableException when the cluster does not answer
     */
    private static StatusTopic open(PipelineConfig config, Set<String> jobs) {
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
            StatusTopic statuses = new StatusTopic(jobs, topic, consumer, ends);
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
            if (jobs.contains(status.job())) {
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
                    operator(status),
                    status,
                    (a, b) -> a.startedMicros() >= b.startedMicros() ? a : b);
        }
        List<TaskStatus> tasks = new ArrayList<>();
        for (TaskStatus status : newest.values()) {
            if (status.subtask() < latest.get(operator(status)).parallelism()) {
                tasks.add(status);
            }
        }
        return tasks;
    }

    /** What a task is one of. */
    static String operator(TaskStatus task) {
        return task.job() + "/" + task.operator();
    }

    /** What to call a task: OPERATOR/SUBTASK, with its job before it where there are several. */
    String name(TaskStatus task) {
        return jobs.size() > 1 ? task.key() : task.operator() + "/" + task.subtask();
    }

    /** Whether the task has spoken since this was opened. */
    boolean isHeard(TaskStatus task) {
        return heard.contains(task.key());
    }

    /** The operators of which a task has spoken since this was opened: they run, all of them. */
    Set<String> running() {
        Set<String> running = new HashSet<>();
        for (TaskStatus task : tasks()) {
            if (isHeard(task)) {
                running.add(operator(task));
            }
        }
        return running;
    }

    /** The tasks that their operators have and that have never said anything. */
    List<String> missing() {
        Map<String, Integer> parallelism = new TreeMap<>();
        tasks().forEach(t -> parallelism.merge(operator(t), t.parallelism(), Math::max));
        List<String> missing = new ArrayList<>();
        parallelism.forEach(
                (operator, tasks) -> {
                    for (int i = 0; i < tasks; i++) {
                        String key = operator + "/" + i;
                        if (!newest.containsKey(key)) {
                            missing.add(
                                    jobs.size() > 1 ? key : key.substring(key.indexOf('/') + 1));
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
