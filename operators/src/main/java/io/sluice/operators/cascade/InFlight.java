package io.sluice.operators.cascade;

import io.sluice.gates.GateMode;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.budget.Charge;

/**
 * An event between its admission to the cascade and its answer, and as a shadow row from there to
 * the last exit. Mutable, owned by the cascade.
 */
final class InFlight extends Charge {
    final AdmittedEvent event;

    /** Processing time at which the batch that holds it must run, milliseconds since the epoch. */
    long flushByMillis;

    /** What the exit rule carries from exit to exit. */
    float gateState;

    /** What the rule without its guard carries on; followed only where a guard has tightened. */
    float unguardedState;

    /** Whether it went past an exit at which the rule without its guard would have let it leave. */
    boolean heldBack;

    /** Where the rule would have let it leave, were it enforced; −1 for nowhere so far. */
    int wouldLeaveAt = -1;

    /** Its class there, and what it had cost by then, joules; NaN when not known. */
    int wouldBeClass;

    double wouldBeJoules;

    /** Whether it gets a shadow run. */
    boolean sampled;

    /** As a shadow row: the exit it was answered at; −1 as long as it is not answered. */
    int shadowOfExit = -1;

    /** As a shadow row: the class that was answered. */
    int shadowOfClass;

    /** Its share of the batches it was part of, in seconds. */
    double computeSeconds;

    /** The provider and device that ran its last stage; empty as long as none has run. */
    String provider = "";

    /** Whether another provider took one of its batches over, because a device was lost. */
    boolean takenOver;

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
        this.gateState = event.epoch().exitRule().initialState();
        this.unguardedState = event.epoch().unguardedRule().initialState();
    }

    /** Whether the rule still has to be asked about it. */
    boolean isGated() {
        return event.epoch().mode() != GateMode.OFF && wouldLeaveAt < 0;
    }

    /** Notes what a rule says that is not enforced. */
    void wouldLeave(int exit, int predicted) {
        wouldLeaveAt = exit;
        wouldBeClass = predicted;
        wouldBeJoules = joules();
    }

    /** Notes that a stage has run for it. */
    void ran(StageBatch batch, double seconds) {
        computeSeconds += seconds;
        provider = batch.ranOn();
        takenOver |= batch.isTakenOver();
    }

    /** Whether it is answered already and runs on for comparison only. */
    boolean isShadow() {
        return shadowOfExit >= 0;
    }
}
