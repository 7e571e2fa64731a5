package io.sluice.operators;

import io.sluice.operators.serialization.DeadLetterSerializer;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.SourceRecord;
import org.apache.flink.util.OutputTag;

/** The side output of records that could not be answered. */
public final class DeadLetters {
    public static final OutputTag<DeadLetter> TAG =
            new OutputTag<>("dead-letters", DeadLetterSerializer.TYPE);

    private DeadLetters() {}

    /** A dead letter that keeps the record byte for byte. */
    public static DeadLetter of(
            SourceRecord record, String stage, ReasonCode reason, String message) {
        return new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestampMillis(),
                record.key(),
                record.value(),
                record.headers(),
                stage,
                reason.name(),
                message);
    }
}
