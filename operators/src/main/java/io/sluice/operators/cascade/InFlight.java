package io.sluice.operators.cascade;

import io.sluice.operators.AdmittedEvent;

/** An event between its admission to the cascade and its answer. Mutable, owned by the cascade. */
final class InFlight {
    final AdmittedEvent event;

    /** Processing time at which the batch that holds it must run, milliseconds since the epoch. */
    final long flushByMillis;

    /** What the exit rule carries from exit to exit. */
    float gateState;

    /** Its share of the batches it was part of, in seconds. */
    double computeSeconds;

    /** Orders events by admission. */
    long sequence;

    /** Neighbours in the order of admission. */
    InFlight previous;

    InFlight next;

    /** The answer or dead letter, once there is one. */
    Object result;

    InFlight(AdmittedEvent event, long flushByMillis) {
        this.event = event;
        this.flushByMillis = flushByMillis;
        this.gateState = event.epoch().policy().exitRule().initialState();
    }
}
