package io.sluice.gates.fit;

/** What fitting is busy with. */
public enum FitPhase {
    /** Reading the features once: are they numbers, what is their mean and spread. */
    SCAN,
    /** Heads alone, each until it no longer gains on the held-out part. */
    WARM_UP,
    /** Heads weighted by where the gates send events, and gates, in turn. */
    ALTERNATION,
    /** Heads on a part of the rows, to judge the rest by. */
    CROSS_FIT,
    /** The final gates. */
    GATES
}
