package io.sluice.schemas.registry;

/** The registry answered that it has no such schema, or has one that is no Avro schema. */
public final class UnknownSchemaException extends Exception {
    public UnknownSchemaException(String message) {
        super(message);
    }

    public UnknownSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
