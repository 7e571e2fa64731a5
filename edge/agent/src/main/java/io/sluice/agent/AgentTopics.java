package io.sluice.agent;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes sure of an agent's topics. */
final class AgentTopics {
    /** Requests are worthless long before. */
    private static final String REQUEST_RETENTION_MILLIS = "3600000";

    private AgentTopics() {}

    /**
     * Creates the topics that are missing, if allowed.
     *
     * @throws KafkaException when they cannot be created, or are missing and may not be
     */
    static void ensure(AgentConfig.Kafka kafka, Map<String, Object> client)
            throws InterruptedException {
        Admin admin = Admin.create(client);
        try {
            Set<String> present = admin.listTopics().names().get();
            ensure(
                    admin,
                    kafka,
                    present,
                    kafka.requestTopic(),
                    Map.of(TopicConfig.RETENTION_MS_CONFIG, REQUEST_RETENTION_MILLIS));
            ensure(
                    admin,
                    kafka,
                    present,
                    kafka.telemetryTopic(),
                    Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the topics cannot be made sure of: " + e.getCause().getMessage(),
                    e.getCause());
        } finally {
            // Nothing is under way any more, or it is given up.
            admin.close(Duration.ZERO);
        }
    }

    private static void ensure(
            Admin admin,
            AgentConfig.Kafka kafka,
            Set<String> present,
            String topic,
            Map<String, String> settings)
            throws InterruptedException, ExecutionException {
        if (present.contains(topic)) {
            return;
        }
        if (!kafka.createTopics()) {
            throw new KafkaException(
                    "Kafka at "
                            + kafka.bootstrapServers()
                            + " has no topic "
                            + topic
                            + "; create it, or set kafka.create-topics");
        }
        NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty()).configs(settings);
        try {
            admin.createTopics(Set.of(wanted)).all().get();
        } catch (ExecutionException e) {
            // Another agent was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
