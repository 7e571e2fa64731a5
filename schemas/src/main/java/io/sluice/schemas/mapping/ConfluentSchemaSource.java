package io.sluice.schemas.mapping;

import io.sluice.schemas.ConfluentFraming;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.registry.SchemaRegistryClient;
import io.sluice.schemas.registry.UnknownSchemaException;
import org.apache.avro.Schema;

/** Data in the Confluent wire format, with schemas of a registry. */
record ConfluentSchemaSource(SchemaRegistryClient registry) implements SchemaSource {
    @Override
    public int payloadOffset() {
        return ConfluentFraming.PREFIX_BYTES;
    }

    @Override
    public int schemaId(byte[] value) throws DecodeException {
        try {
            return ConfluentFraming.schemaId(value);
        } catch (MalformedException e) {
            throw new DecodeException(ReasonCode.MALFORMED, e.getMessage(), e);
        }
    }

    @Override
    public Schema schema(int id) throws DecodeException {
        try {
            return registry.fetch(id);
        } catch (UnknownSchemaException e) {
            throw new DecodeException(ReasonCode.UNKNOWN_SCHEMA, e.getMessage(), e);
        }
    }

    @Override
    public Schema fixedSchema() {
        return null;
    }
}
