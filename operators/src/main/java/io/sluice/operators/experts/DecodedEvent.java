package io.sluice.operators.experts;

import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.SourceRecord;

/**
 * An event that was decoded and not yet pinned to an epoch. Immutable. Where a tensor is part of
 * the record's value it is a slice of it, also after the event was sent between tasks.
 *
 * @param event what is asked
 * @param origin the record it came from
 * @param admittedMicros when it was decoded, microseconds since the epoch
 */
public record DecodedEvent(Event event, SourceRecord origin, long admittedMicros) {
    /**
     * Names the request for experts: topic, partition and offset of the record. Unlike the event's
     * id it is the same for the same record alone, so a replayed request is known again.
     */
    public String requestId() {
        return origin.topic() + "-" + origin.partition() + "@" + origin.offset();
    }
}
