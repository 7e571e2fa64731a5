package io.sluice.cli;

import io.sluice.jobs.config.PipelineConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Checks that the topics of a pipeline are there before anything starts. */
final class KafkaTopics {
    private static final int TIMEOUT_MILLIS = 10_000;

    private KafkaTopics() {}

    /**
     * @throws UnreachableException when the cluster does not answer
     * @throws IllegalArgumentException naming the topics that do not exist
     */
    static void require(PipelineConfig config) {
        String servers = config.source().bootstrapServers();
        List<String> wanted = new ArrayList<>(config.source().topics());
        wanted.add(config.sink().topic());
        wanted.add(config.deadLetters().topic());
        if (!config.control().topic().isEmpty()) {
            wanted.add(config.control().topic());
        }
        wanted.removeAll(existing(servers, config.source().properties()));
        if (!wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    "Kafka at "
                            + servers
                            + " has no topic "
                            + String.join(", ", wanted)
                            + "; create it, for example with kafka-topics.sh --create --topic "
                            + wanted.get(0));
        }
    }

    private static Set<String> existing(String servers, Map<String, String> properties) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            return admin.listTopics().names().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new UnreachableException(
                    "Kafka at " + servers + " does not answer: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted while asking Kafka at " + servers, e);
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        return cause.getMessage() == null ? "no answer within 10 s" : cause.getMessage();
    }
}
