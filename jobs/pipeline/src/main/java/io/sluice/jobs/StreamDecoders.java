package io.sluice.jobs;

import io.sluice.jobs.config.SourceConfig;
import io.sluice.jobs.config.StreamConfig;
import io.sluice.kernel.TensorSpec;
import io.sluice.operators.admission.DecoderFactory;
import io.sluice.operators.sensors.ModalityInputs;
import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens the decoders of a source's streams: one per topic, for the inputs of its modalities. */
public final class StreamDecoders implements DecoderFactory {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, PipelineDecoders> byTopic = new HashMap<>();

    private StreamDecoders() {}

    /**
     * The decoders of a source with streams.
     *
     * @param modalities the modalities of the bundle
     * @param model all inputs of the bundle
     * @throws IllegalArgumentException when a stream names a modality that the bundle does not
     *     have, or no stream brings one that it has
     * @throws io.sluice.schemas.mapping.MappingException when a stream's mapping fits neither the
     *     inputs of its modalities nor its schema, naming all that is wrong
     */
    public static StreamDecoders of(
            SourceConfig source, List<ModalityInputs> modalities, List<TensorSpec> model) {
        List<String> names = modalities.stream().map(ModalityInputs::name).toList();
        StreamDecoders decoders = new StreamDecoders();
        Set<String> brought = new LinkedHashSet<>();
        for (StreamConfig stream : source.streams()) {
            List<String> wanted = stream.modalities().isEmpty() ? names : stream.modalities();
            for (String modality : wanted) {
                if (!names.contains(modality)) {
                    throw new IllegalArgumentException(
                            "source.streams: '"
                                    + modality
                                    + "' of topic "
                                    + stream.topic()
                                    + " is no modality of the bundle; expected some of "
                                    + names);
                }
            }
            brought.addAll(wanted);
            decoders.byTopic.put(
                    stream.topic(),
                    PipelineDecoders.of(source.of(stream), inputs(wanted, modalities, model)));
        }
        if (!brought.containsAll(names)) {
            throw new IllegalArgumentException(
                    "source.streams: "
                            + brought
                            + " are there; expected every modality of the bundle, "
                            + names);
        }
        return decoders;
    }

    private static List<TensorSpec> inputs(
            List<String> wanted, List<ModalityInputs> modalities, List<TensorSpec> model) {
        List<String> inputs =
                modalities.stream()
                        .filter(modality -> wanted.contains(modality.name()))
                        .flatMap(modality -> modality.inputs().stream())
                        .toList();
        return model.stream().filter(spec -> inputs.contains(spec.name())).toList();
    }

    @Override
    public TaskDecoder open(Map<Integer, String> knownSchemas) {
        Map<String, TaskDecoder> decoders = new HashMap<>();
        byTopic.forEach((topic, factory) -> decoders.put(topic, factory.open(knownSchemas)));
        return new Decoder(decoders);
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
