package io.sluice.schemas;

/** Where an energy figure comes from. Constants are only ever appended (Avro enum). */
public enum Provenance {
    /** No energy figure is given; the joules are null on the wire. */
    UNKNOWN,
    /** Derived from a calibrated power model or a table of costs. */
    ESTIMATED,
    /** Read from an energy counter that ticked during the window. */
    MEASURED
}
