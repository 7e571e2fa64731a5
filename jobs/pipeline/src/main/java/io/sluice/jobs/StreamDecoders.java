package io.sluice.jobs;

import io.sluice.jobs.config.SourceConfig;
import io.sluice.jobs.config.StreamConfig;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.ModalitySpec;
import io.sluice.operators.admission.DecoderFactory;
import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens the decoders of a source with streams: each record by that of its topic. */
final class StreamDecoders implements DecoderFactory {
    private static final long serialVersionUID = 1L;

    private final Map<String, PipelineDecoders> byTopic;

    private StreamDecoders(Map<String, PipelineDecoders> byTopic) {
        this.byTopic = byTopic;
    }

    /**
     * The decoders of all streams for the inputs of their modalities.
     *
     * @throws IllegalArgumentException when a stream names a modality that the bundle does not
     *     have, or none brings one that it has
     * @throws io.sluice.schemas.mapping.MappingException when a mapping fits neither the inputs nor
     *     the schema
     */
    static StreamDecoders of(SourceConfig source, BundleManifest manifest) {
        List<ModalitySpec> all = manifest.sensorLayout().orElseThrow().modalities();
        LinkedHashMap<String, PipelineDecoders> byTopic = new LinkedHashMap<>();
        for (StreamConfig stream : source.streams()) {
            requireKnown(stream, all);
            List<TensorSpec> inputs =
                    manifest.inputs().stream()
                            .filter(input -> brings(stream, all, input.name()))
                            .toList();
            byTopic.put(stream.topic(), PipelineDecoders.of(source, stream, inputs));
        }
        for (ModalitySpec modality : all) {
            if (source.streams().stream().noneMatch(stream -> has(stream, modality.name()))) {
                throw new IllegalArgumentException(
                        "source.streams: none has modality '"
                                + modality.name()
                                + "' of bundle "
                                + manifest.id());
            }
        }
        return new StreamDecoders(byTopic);
    }

    private static void requireKnown(StreamConfig stream, List<ModalitySpec> all) {
        List<String> names = all.stream().map(ModalitySpec::name).toList();
        for (String modality : stream.modalities()) {
            if (!names.contains(modality)) {
                throw new IllegalArgumentException(
                        "source.streams: topic '"
                                + stream.topic()
                                + "' has modality '"
                                + modality
                                + "'; expected one of "
                                + String.join(", ", names));
            }
        }
    }

    private static boolean brings(StreamConfig stream, List<ModalitySpec> all, String input) {
        return all.stream()
                .anyMatch(
                        modality ->
                                modality.inputs().contains(input) && has(stream, modality.name()));
    }

    private static boolean has(StreamConfig stream, String modality) {
        return stream.modalities().isEmpty() || stream.modalities().contains(modality);
    }

    @Override
    public TaskDecoder open(Map<Integer, String> knownSchemas) {
        Map<String, TaskDecoder> opened = new HashMap<>();
        byTopic.forEach((topic, decoders) -> opened.put(topic, decoders.open(knownSchemas)));
        return new Decoder(opened);
    }

    private record Decoder(Map<String, TaskDecoder> byTopic) implements TaskDecoder {
        @Override
        public Event decode(SourceRecord record) throws DecodeException {
            return byTopic.get(record.topic()).decode(record);
        }

        @Override
        public PartialEvent decodePartial(SourceRecord record) throws DecodeException {
            return byTopic.get(record.topic()).decodePartial(record);
        }

        @Override
        public Map<Integer, String> knownSchemas() {
            Map<Integer, String> known = new HashMap<>();
            byTopic.values().forEach(decoder -> known.putAll(decoder.knownSchemas()));
            return known;
        }

        @Override
        public double waitingSeconds() {
            return byTopic.values().stream()
                    .mapToDouble(TaskDecoder::waitingSeconds)
                    .max()
                    .orElse(0);
        }
    }
}
