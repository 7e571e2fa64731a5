package io.sluice.schemas;

/** A resource that has budgets and prices. Constants are only ever appended (Avro enum). */
public enum Resource {
    JOULES,
    MILLISECONDS,
    BYTES
}
