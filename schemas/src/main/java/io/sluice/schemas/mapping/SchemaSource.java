package io.sluice.schemas.mapping;

import io.sluice.schemas.registry.SchemaRegistryClient;
import org.apache.avro.Schema;

/** Where the schema that wrote a record comes from. */
public interface SchemaSource {
    /** The number of bytes before the datum. */
    int payloadOffset();

    /**
     * The number that names the record's schema.
     *
     * @throws DecodeException when the bytes are not framed as expected
     */
    int schemaId(byte[] value) throws DecodeException;

    /**
     * The schema of a number; may block.
     *
     * @throws DecodeException when there is no such schema
     * @throws io.sluice.schemas.registry.RegistryUnavailableException when that cannot be known now
     */
    Schema schema(int id) throws DecodeException;

    /** The one schema of all records when no registry is asked, else null. */
    Schema fixedSchema();

    /** Plain Avro data, all written with one schema. */
    static SchemaSource fixed(Schema schema) {
        return new FixedSchemaSource(schema);
    }

    /** Data in the Confluent wire format, with schemas of a registry. */
    static SchemaSource confluent(SchemaRegistryClient registry) {
        return new ConfluentSchemaSource(registry);
    }
}
