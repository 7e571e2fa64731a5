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

    @Test
    void aTopicThatIsTooNarrowForWhatGoesOnIsSaid() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            String passOn =
                    "pass-on: {topic: unsure, accuracy: 1, max-size: %s, inputs: {camera: c}}\n";
            PipelineConfig fits = config(kafka, passOn.formatted("960 kb"));
            KafkaTopics.of(fits).forEach(topic -> kafka.createTopic(topic, 1));
            assertThat(KafkaTopics.require(fits)).noneMatch(w -> w.contains("pass-on"));
            assertThat(KafkaTopics.require(config(kafka, passOn.formatted("2 mb"))))
                    .filteredOn(warning -> warning.contains("pass-on"))
                    .containsExactly(
                            "max.message.bytes of unsure is 1048588; set it to at least 2101248, as"
                                    + " pass-on.max-size is 2097152, or a large event stops the"
                                    + " job");
        }
    }

    private PipelineConfig config(EmbeddedKafka kafka) {
        return config(kafka, "");
    }

    private PipelineConfig config(EmbeddedKafka kafka, String more) {
        return PipelineConfig.parse(
                "test.yaml",
                SensorRun.text() + more,
                directory,
                Map.of("KAFKA", kafka.bootstrapServers())::get);
    }
}
