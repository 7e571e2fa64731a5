package io.sluice.operators.sensors;

import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.SourceRecord;

/**
 * What one record says of one or more modalities of a device. Immutable. Where a tensor is part of
 * the record's value it is a slice of it, also after the frame was sent between tasks.
 *
 * @param event its key (never null), its time, and the inputs of the usable modalities in the
 *     bundle's order
 * @param usable the modalities of which all inputs are usable, a mask
 * @param broken the modalities of which an input is there and not usable, or not all are there; a
 *     mask
 * @param context the outside conditions that the record names, or null
 * @param origin the record it came from
 * @param admittedMicros when it was decoded, microseconds since the epoch
 */
public record SensorFrame(
        Event event,
        int usable,
        int broken,
        String context,
        SourceRecord origin,
        long admittedMicros) {}
