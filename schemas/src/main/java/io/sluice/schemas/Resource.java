package io.sluice.schemas;

/**
 * A resource that has budgets and prices. The ordinal + 1 is the symbol index of the Avro enum (0
 * is UNKNOWN), so constants are only ever appended.
 */
public enum Resource {
    JOULES,
    MILLISECONDS,
    BYTES
}
