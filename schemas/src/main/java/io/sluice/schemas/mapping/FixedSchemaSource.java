package io.sluice.schemas.mapping;

import org.apache.avro.Schema;

/** Plain Avro data, all written with one schema. */
record FixedSchemaSource(Schema fixedSchema) implements SchemaSource {
    @Override
    public int payloadOffset() {
        return 0;
    }

    @Override
    public int schemaId(byte[] value) {
        return 0;
    }

    @Override
    public Schema schema(int id) {
        return fixedSchema;
    }
}
