package io.sluice.gates.guard;

import io.sluice.gates.GuardMessage;

/**
 * What a guard asks for.
 *
 * @param epoch the number of the epoch it is to be
 * @param notBeforeMillis the event time before which it cannot hold, because the newest epoch that
 *     was seen holds from then on
 * @param message the level and the evidence
 * @param isRepeated whether the same was asked for before and did not come into force
 */
public record GuardOrder(
        long epoch, long notBeforeMillis, GuardMessage message, boolean isRepeated) {}
