package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.schemas.mapping.Mapping;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A topic that brings the frames of some modalities.
 *
 * @param topic the topic
 * @param modalities the modalities that its records may have, at least one; with the format {@code
 *     SLUICE_EVENT} empty means all of the bundle
 * @param schemaFile the writer's schema for {@code AVRO}, else null
 * @param mapping how fields become the inputs of these modalities; null for {@code SLUICE_EVENT}
 */
public record StreamConfig(
        String topic, List<String> modalities, String schemaFile, Mapping mapping)
        implements Serializable {
    static List<StreamConfig> readAll(Section source, SourceConfig.Format format, Path directory) {
        List<StreamConfig> streams = new ArrayList<>();
        Set<String> topics = new HashSet<>();
        for (Section section : source.sections("streams")) {
            StreamConfig stream = read(section, format, directory);
            if (!topics.add(stream.topic())) {
                section.problem(
                        "topic", "'" + stream.topic() + "' is there twice", "a topic per stream");
            }
            streams.add(stream);
        }
        if (streams.isEmpty()) {
            source.problem("streams", "an empty list", "at least one {topic, modalities, mapping}");
        }
        return streams;
    }

    private static StreamConfig read(Section section, SourceConfig.Format format, Path directory) {
        boolean ofEvents = format == SourceConfig.Format.SLUICE_EVENT;
        List<String> modalities =
                ofEvents && !section.has("modalities") ? List.of() : section.strings("modalities");
        if (section.has("modalities") && modalities.isEmpty()) {
            section.problem("modalities", "an empty list", "at least one modality of the bundle");
        }
        if (new HashSet<>(modalities).size() < modalities.size()) {
            section.problem("modalities", "'" + modalities + "'", "each modality once");
        }
        return new StreamConfig(
                section.string("topic"),
                modalities,
                format == SourceConfig.Format.AVRO
                        ? directory.resolve(section.string("schema")).toString()
                        : null,
                ofEvents ? null : MappingReader.read(section.section("mapping")));
    }
}
