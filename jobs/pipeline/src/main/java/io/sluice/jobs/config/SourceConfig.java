package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.schemas.mapping.Mapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where events come from: topics whose records have all inputs of the model, or streams whose
 * records have those of some modalities.
 *
 * @param bootstrapServers the Kafka cluster, also of sink, dead letters and control
 * @param topics the topics to read, also those of the streams
 * @param groupId the consumer group that offsets are committed for
 * @param startFrom where a job without a savepoint begins
 * @param format the form of the records
 * @param schemaFile the writer's schema for {@code AVRO} without streams, else null
 * @param registry where schemas are fetched for {@code CONFLUENT_AVRO}, else null
 * @param registryWait how long the job waits in one go for a registry that does not answer before
 *     it fails and is restarted from its last checkpoint
 * @param mapping how fields become an event; null for {@code SLUICE_EVENT} and with streams
 * @param streams the topics of single modalities; empty when every record has all inputs
 * @param properties further settings of the Kafka clients
 */
public record SourceConfig(
        String bootstrapServers,
        List<String> topics,
        String groupId,
        StartFrom startFrom,
        Format format,
        String schemaFile,
        RegistryConfig registry,
        Duration registryWait,
        Mapping mapping,
        List<StreamConfig> streams,
        Map<String, String> properties) {

    /** Where a job without a savepoint begins. */
    public enum StartFrom {
        EARLIEST,
        LATEST,
        /** At the group's committed offsets, at the earliest where there are none. */
        COMMITTED
    }

    /** The form of the records. */
    public enum Format {
        /** Avro binary of one schema, given as a file. */
        AVRO,
        /** Avro behind the Confluent wire format's prefix, schemas from a registry. */
        CONFLUENT_AVRO,
        JSON,
        /** Avro binary of Sluice's own Event.avsc. */
        SLUICE_EVENT
    }

    /** This source with one of its streams as its only topic, whose records have all its inputs. */
    public SourceConfig of(StreamConfig stream) {
        return new SourceConfig(
                bootstrapServers,
                List.of(stream.topic()),
                groupId,
                startFrom,
                format,
                stream.schemaFile(),
                registry,
                registryWait,
                stream.mapping(),
                List.of(),
                properties);
    }

    static SourceConfig read(Section section, String jobName, Path directory) {
        Format format = section.choice("format", Format.class);
        boolean streamed = section.has("streams");
        List<StreamConfig> streams =
                streamed ? StreamConfig.readAll(section, format, directory) : List.of();
        List<String> topics =
                streamed
                        ? streams.stream().map(StreamConfig::topic).toList()
                        : section.strings("topics");
        if (!streamed && section.has("topics") && topics.isEmpty()) {
            section.problem("topics", "an empty list", "at least one topic");
        }
        return new SourceConfig(
                section.string("bootstrap-servers"),
                topics,
                section.string("group-id", "sluice-" + jobName),
                section.choice("start-from", StartFrom.class, StartFrom.COMMITTED),
                format,
                format == Format.AVRO && !streamed
                        ? directory.resolve(section.string("schema")).toString()
                        : null,
                format == Format.CONFLUENT_AVRO
                        ? RegistryConfig.read(section.section("registry"))
                        : null,
                section.duration("registry-wait", Duration.ofHours(1)),
                format == Format.SLUICE_EVENT || streamed
                        ? null
                        : MappingReader.read(section.section("mapping")),
                streams,
                section.properties("properties"));
    }
}
