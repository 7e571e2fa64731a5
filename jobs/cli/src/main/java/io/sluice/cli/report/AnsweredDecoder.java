package io.sluice.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.jobs.PipelineDecoders;
import io.sluice.jobs.config.SinkConfig;
import io.sluice.operators.PassOn;
import io.sluice.schemas.ConfluentFraming;
import io.sluice.schemas.Header;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.mapping.SourceRecord;
import io.sluice.schemas.registry.RegistryListener;
import io.sluice.schemas.registry.SchemaRegistryClient;
import io.sluice.schemas.registry.UnknownSchemaException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Reads predictions in the form in which a pipeline's sink writes them. */
final class AnsweredDecoder {
    private static final Duration REGISTRY_WAIT = Duration.ofSeconds(30);

    private final SinkConfig.Format format;
    private final SchemaRegistryClient registry;
    private final ObjectMapper json = new ObjectMapper();

    AnsweredDecoder(SinkConfig sink) {
        this.format = sink.format();
        this.registry =
                sink.registry() == null
                        ? null
                        : new SchemaRegistryClient(
                                PipelineDecoders.options(sink.registry(), REGISTRY_WAIT),
                                RegistryListener.NONE);
    }

    /**
     * Reads a record, with what its headers say that jobs have spent which passed its event on.
     *
     * @throws IOException when it is no prediction in the sink's format
     */
    Answered decode(SourceRecord record) throws IOException {
        Answered answered = decode(record.value());
        for (Header header : record.headers()) {
            if (header.key().equals(PassOn.HEADER)) {
                answered = answered.after(json.readTree(header.value()));
            }
        }
        return answered;
    }

    private Answered decode(byte[] value) throws IOException {
        if (value == null) {
            throw new IOException("expected a prediction, found no value");
        }
        try {
            return switch (format) {
                case AVRO -> Answered.of(PredictionCodec.decode(value));
                case CONFLUENT_AVRO -> confluent(value);
                case JSON -> Answered.of(json.readTree(value));
            };
        } catch (MalformedException | UnknownSchemaException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Answered confluent(byte[] value) throws MalformedException, UnknownSchemaException {
        byte[] datum = Arrays.copyOfRange(value, ConfluentFraming.PREFIX_BYTES, value.length);
        return Answered.of(
                PredictionCodec.decode(datum, registry.fetch(ConfluentFraming.schemaId(value))));
    }
}
