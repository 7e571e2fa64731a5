package io.sluice.schemas;

/**
 * Why an event ended as it did. On the wire it is the constant's name as a string, so that readers
 * of an older version meet an unknown code as text and not as an error.
 */
public enum ReasonCode {
    // Predictions
    /** An exit's gate let the event leave. */
    EXIT,
    /** The event went through to the last exit. */
    FULL_DEPTH,
    /** The event's deadline forced an earlier exit than its gate asked for. */
    DEADLINE,
    /** The budget allowed no action, or only the cheapest written fallback. */
    BUDGET_EXHAUSTED,
    /** The event went past an exit at which its rule, without the guard, had let it leave. */
    GUARDED,
    /**
     * A device was lost and another provider took a batch over; in place of EXIT and FULL_DEPTH
     * alone, which the exit tells apart.
     */
    PROVIDER_FALLBACK,
    /** The configuration that its gate chose answered, with all that is powered usable. */
    CONFIGURATION,
    /** The same with a powered modality missing, late, stale or broken. */
    DEGRADED,
    /** Nothing moved by more than was asked for since the last answer, which is given again. */
    UNCHANGED,
    /** No modality was usable, so no configuration could run. */
    NO_MODALITY,
    /** All the experts that were asked first answered in time. */
    EXPERTS,
    /** A further expert was asked because one was late, and its answer made up the number. */
    HEDGED,
    /** Fewer experts than were wanted answered by the deadline. */
    PARTIAL,
    /** No expert answered by the deadline. */
    NO_ANSWER,
    /** No expert could be asked within the budgets. */
    NO_EXPERT,

    // Dead letters
    /** The record has no value (a Kafka tombstone). */
    EMPTY_VALUE,
    /** The bytes are not what the wire format or the schema says. */
    MALFORMED,
    /** The registry does not know the record's schema id. */
    UNKNOWN_SCHEMA,
    /** A mapped field is absent or null and has no default. */
    MISSING_FIELD,
    /** A mapped field's type cannot become the input's. */
    WRONG_TYPE,
    /** A mapped tensor has another shape or number of elements than the input. */
    WRONG_SHAPE,
    /** A mapped tensor has a value that is NaN or infinite. */
    NOT_FINITE,
    /** The model stage failed on this event alone, after its batch was split. */
    MODEL_FAILURE,
    /** A frame came after the sample of its time had been given on. */
    LATE,
    /** A frame's time is far from that of its key's other frames, and nothing bears it out. */
    CLOCK_JUMP,
    /** The prediction could not be encoded or is larger than the sink's topic allows. */
    NOT_WRITABLE
}
