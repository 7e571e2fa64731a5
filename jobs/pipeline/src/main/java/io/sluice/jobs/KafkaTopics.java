package io.sluice.jobs;

import io.sluice.jobs.config.PipelineConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Checks the topics of a pipeline before anything starts. */
public final class KafkaTopics {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** What the headers of a dead letter may take. */
    private static final int HEADER_BYTES = 16 << 10;

    /** What Kafka adds to a record's value and headers, and the key. */
    private static final int RECORD_BYTES = 4 << 10;

    private final PipelineConfig config;
    private final Admin admin;

    private KafkaTopics(PipelineConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    /**
     * Checks that the topics are there, those of the streams and of devices included, and that the
     * control topic has one partition.
     *
     * @return warnings: what works, but not for every record
     * @throws KafkaUnreachableException when the cluster does not answer
     * @throws IllegalArgumentException naming the topics that are wrong, and how
     */
    public static List<String> require(PipelineConfig config) {
        String servers = config.source().bootstrapServers();
        Map<String, Object> settings = new HashMap<>(config.source().properties());
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            return new KafkaTopics(config, admin).check();
        } catch (ExecutionException e) {
            throw unreachable(servers, e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw unreachable(servers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(servers, e);
        }
    }

    private List<String> check() throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> missing = of(config);
        missing.removeAll(admin.listTopics().names().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "Kafka at "
                            + config.source().bootstrapServers()
                            + " has no topic "
                            + String.join(", ", missing)
                            + "; create it, for example with kafka-topics.sh --create --topic "
                            + missing.iterator().next());
        }
        requireOnePartition();
        List<String> warnings = sizeWarnings();
        warnings.addAll(compactionWarnings());
        return warnings;
    }

    /** The topics of a pipeline, but those of the devices that it asks. */
    public static Set<String> of(PipelineConfig config) {
        Set<String> topics = new LinkedHashSet<>(config.source().topics());
        topics.add(config.sink().topic());
        topics.add(config.deadLetters().topic());
        if (config.passOn() != null) {
            topics.add(config.passOn().topic());
        }
        topics.addAll(compacted(config));
        if (config.experts() != null) {
            topics.add(config.experts().repliesTopic());
        }
        return topics;
    }

    /** Those of them whose newest message of each key is what holds. */
    public static List<String> compacted(PipelineConfig config) {
        List<String> topics = new ArrayList<>();
        if (!config.control().topic().isEmpty()) {
            topics.add(config.control().topic());
        }
        if (!config.control().statusTopic().isEmpty()) {
            topics.add(config.control().statusTopic());
        }
        if (config.sensors() != null) {
            topics.add(config.sensors().commandsTopic());
            topics.add(config.sensors().acksTopic());
        }
        if (config.experts() != null) {
            topics.add(config.experts().telemetryTopic());
        }
        return topics;
    }

    private List<String> compactionWarnings()
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> warnings = new ArrayList<>();
        for (String topic : compacted(config)) {
            String policy = setting(topic, TopicConfig.CLEANUP_POLICY_CONFIG);
            if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                warnings.add(
                        "the newest message of each key of "
                                + topic
                                + " holds until the next: "
                                + TopicConfig.CLEANUP_POLICY_CONFIG
                                + " is "
                                + policy
                                + "; set it to "
                                + TopicConfig.CLEANUP_POLICY_COMPACT
                                + ", or Kafka deletes it");
            }
        }
        return warnings;
    }

    private void requireOnePartition()
            throws ExecutionException, InterruptedException, TimeoutException {
        String control = config.control().topic();
        if (control.isEmpty()) {
            return;
        }
        TopicDescription topic =
                admin.describeTopics(List.of(control))
                        .allTopicNames()
                        .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                        .get(control);
        if (topic.partitions().size() != 1) {
            throw new IllegalArgumentException(
                    "the control topic "
                            + control
                            + " has "
                            + topic.partitions().size()
                            + " partitions; expected 1, because its order is that of the epochs");
        }
    }

    private List<String> sizeWarnings()
            throws ExecutionException, InterruptedException, TimeoutException {
        String deadLetters = config.deadLetters().topic();
        long limit = maxMessageBytes(deadLetters);
        List<String> warnings = new ArrayList<>();
        if (config.passOn() != null) {
            addPassOnWarning(warnings);
        }
        for (String topic : config.source().topics()) {
            long source = maxMessageBytes(topic);
            if (limit < source + HEADER_BYTES) {
                warnings.add(
                        "a dead letter is its record plus headers: "
                                + TopicConfig.MAX_MESSAGE_BYTES_CONFIG
                                + " of "
                                + deadLetters
                                + " is "
                                + limit
                                + "; set it to at least "
                                + (source + HEADER_BYTES)
                                + ", or a record near the limit of "
                                + topic
                                + " stops the job");
            }
        }
        return warnings;
    }

    private void addPassOnWarning(List<String> warnings)
            throws ExecutionException, InterruptedException, TimeoutException {
        String topic = config.passOn().topic();
        long needed = config.passOn().maxSize() + RECORD_BYTES;
        long limit = maxMessageBytes(topic);
        if (limit < needed) {
            warnings.add(
                    "%s of %s is %d; set it to at least %d, as pass-on.max-size is %d, or a large event stops the job"
                            .formatted(
                                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                    topic,
                                    limit,
                                    needed,
                                    config.passOn().maxSize()));
        }
    }

    private long maxMessageBytes(String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        return Long.parseLong(setting(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    private String setting(String topic, String name)
            throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .get(resource)
                .get(name)
                .value();
    }

    private static KafkaUnreachableException unreachable(String servers, Throwable cause) {
        String reason = cause.getMessage() == null ? "no answer within 10 s" : cause.getMessage();
        return new KafkaUnreachableException(
                "Kafka at " + servers + " does not answer: " + reason, cause);
    }
}
