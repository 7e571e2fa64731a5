package io.sluice.schemas.registry;

/**
 * The registry refused to register a schema, for example as incompatible with the subject's last.
 */
public final class SchemaRejectedException extends Exception {
    public SchemaRejectedException(String message) {
        super(message);
    }
}
