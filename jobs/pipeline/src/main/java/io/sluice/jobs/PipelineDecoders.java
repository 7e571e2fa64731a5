package io.sluice.jobs;

import io.sluice.jobs.config.RegistryConfig;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.operators.admission.DecoderFactory;
import io.sluice.schemas.Event;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.mapping.AvroRecordDecoder;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.InputSpec;
import io.sluice.schemas.mapping.JsonRecordDecoder;
import io.sluice.schemas.mapping.Mapping;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.RecordDecoder;
import io.sluice.schemas.mapping.SchemaSource;
import io.sluice.schemas.mapping.SluiceEventDecoder;
import io.sluice.schemas.mapping.SourceRecord;
import io.sluice.schemas.registry.RegistryOptions;
import io.sluice.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Opens the decoder that a pipeline's source section describes. */
public final class PipelineDecoders implements DecoderFactory {
    private static final long serialVersionUID = 1L;

    private final SourceConfig.Format format;
    private final Mapping mapping;
    private final String schema;
    private final RegistryConfig registry;
    private final Duration registryWait;
    private final List<InputSpec> inputs;

    private PipelineDecoders(SourceConfig source, String schema, List<InputSpec> inputs) {
        this.format = source.format();
        this.mapping = source.mapping();
        this.schema = schema;
        this.registry = source.registry();
        this.registryWait = source.registryWait();
        this.inputs = inputs;
    }

    /**
     * The decoders of a source for the inputs of a bundle. The schema file is read here, so that
     * tasks need not have it.
     *
     * @throws io.sluice.schemas.mapping.MappingException when the mapping fits neither the bundle's
     *     inputs nor the schema, naming all that is wrong
     */
    static PipelineDecoders of(SourceConfig source, BundleManifest manifest) {
        return of(source, manifest.inputs());
    }

    /** The decoders of a source for the inputs of any model; see {@link #of}. */
    public static PipelineDecoders of(SourceConfig source, List<TensorSpec> model) {
        if (!source.streams().isEmpty()) {
            throw new IllegalArgumentException(
                    "source.streams: their records have single modalities; expected source.topics,"
                            + " as all inputs are needed in each record");
        }
        String schema = source.schemaFile() == null ? null : read(Path.of(source.schemaFile()));
        List<InputSpec> inputs =
                model.stream()
                        .map(spec -> new InputSpec(spec.name(), spec.dtype(), spec.shape()))
                        .toList();
        PipelineDecoders decoders = new PipelineDecoders(source, schema, inputs);
        // A mapping that does not fit is found here, before anything starts.
        decoders.open(Map.of());
        return decoders;
    }

    @Override
    public TaskDecoder open(Map<Integer, String> knownSchemas) {
        RegistryWait waiting = new RegistryWait();
        SchemaRegistryClient client = null;
        if (registry != null) {
            client = new SchemaRegistryClient(options(registry, registryWait), waiting);
            client.restore(knownSchemas);
        }
        RecordDecoder decoder =
                switch (format) {
                    case AVRO ->
                            new AvroRecordDecoder(inputs, mapping, SchemaSource.fixed(parse()));
                    case CONFLUENT_AVRO ->
                            new AvroRecordDecoder(inputs, mapping, SchemaSource.confluent(client));
                    case JSON -> new JsonRecordDecoder(inputs, mapping);
                    case SLUICE_EVENT ->
                            new SluiceEventDecoder(
                                    inputs, SchemaSource.fixed(EventCodec.schema()), Set.of());
                };
        return new Decoder(decoder, client, waiting);
    }

    /** How a client speaks with the registry of a pipeline file. */
    public static RegistryOptions options(RegistryConfig registry, Duration longestWait) {
        RegistryOptions options =
                RegistryOptions.of(URI.create(registry.url()))
                        .withTimeouts(registry.timeout(), registry.timeout())
                        .withWait(Duration.ofMillis(100), Duration.ofSeconds(5), longestWait);
        return registry.user().isEmpty()
                ? options
                : options.withBasicAuth(registry.user(), registry.password());
    }

    private Schema parse() {
        try {
            return new Schema.Parser().parse(schema);
        } catch (SchemaParseException e) {
            throw new IllegalArgumentException(
                    "source.schema is not an Avro schema: " + e.getMessage(), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read source.schema " + file, e);
        }
    }

    private record Decoder(
            RecordDecoder decoder, SchemaRegistryClient registry, RegistryWait waiting)
            implements TaskDecoder {
        @Override
        public Event decode(SourceRecord record) throws DecodeException {
            return decoder.decode(record);
        }

        @Override
        public PartialEvent decodePartial(SourceRecord record) throws DecodeException {
            return decoder.decodePartial(record);
        }

        @Override
        public Map<Integer, String> knownSchemas() {
            return registry == null ? Map.of() : registry.snapshot();
        }

        @Override
        public double waitingSeconds() {
            return waiting.seconds();
        }
    }
}
