package io.sluice.operators.budget;

import io.sluice.schemas.Provenance;

/**
 * What the actions of an operator take, such as to run a stage or to ask an expert, as far as
 * {@link TaskBudgets} has to know it.
 */
public interface ActionCosts {
    /** The joules of the cheapest action; NaN when they are not known before it. */
    double leastJoules();

    /** The joules that are reserved for an event first, at least; NaN when not known before. */
    double firstWorstJoules();

    /**
     * Where the joules come from; UNKNOWN exactly when they are NaN. Once they are known they stay
     * so. Never MEASURED: an action is over before a counter has ticked often enough to measure it,
     * and its event has left before a window of many ends.
     */
    Provenance energy();
}
