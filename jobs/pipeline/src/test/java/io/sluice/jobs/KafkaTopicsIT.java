package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaTopicsIT {
    private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

    @TempDir private Path directory;

    @Test
    void theTopicsOfStreamsAndDevicesMustBeThere() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            PipelineConfig config = config(kafka);
            for (String topic : List.of("camera", "predictions", "events.dlq")) {
                kafka.createTopic(topic, 1);
            }
            assertThatThrownBy(() -> KafkaTopics.require(config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no topic radar, lidar, control, commands, acks;");

            kafka.createTopic("radar", 1);
            kafka.createTopic("lidar", 1);
            kafka.createTopic("control", 1, COMPACTED);
            kafka.createTopic("commands", 1, COMPACTED);
            kafka.createTopic("acks", 1);
            List<String> warnings = KafkaTopics.require(config);
            assertThat(warnings)
                    .filteredOn(warning -> warning.contains("cleanup.policy"))
                    .containsExactly(
                            "the newest message of each key of acks holds until the next:"
                                    + " cleanup.policy is delete; set it to compact, or Kafka"
                                    + " deletes it");
        }
    }

    private PipelineConfig config(EmbeddedKafka kafka) {
        return PipelineConfig.parse(
                "test.yaml",
                SensorRun.text(),
                directory,
                Map.of("KAFKA", kafka.bootstrapServers())::get);
    }
}
