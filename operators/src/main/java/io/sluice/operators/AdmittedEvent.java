package io.sluice.operators;

import io.sluice.gates.PolicyEpoch;
import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.SourceRecord;

/**
 * An event that was decoded and pinned to the epoch in force. Immutable.
 *
 * @param event what is asked
 * @param epoch the policy and prices that decide about it, whatever comes later
 * @param origin the record it came from, for its headers and should it end as a dead letter
 * @param admittedMicros when it was admitted, microseconds since the epoch
 */
public record AdmittedEvent(
        Event event, PolicyEpoch epoch, SourceRecord origin, long admittedMicros)
        implements Admitted {}
