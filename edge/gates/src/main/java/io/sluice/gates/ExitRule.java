package io.sluice.gates;

/**
 * Decides at each exit whether an event leaves there. Pure: the outcome depends on the arguments
 * alone, and nothing is allocated by a decision. One instance serves any number of threads.
 *
 * <p>What a rule carries from exit to exit of one event is one float, kept by the caller (the
 * remaining exit mass of JEI-DNN, the agreement count of patience). The last exit takes whoever
 * reaches it and is never asked about.
 *
 * <p>Higher prices never make an event leave later, and a higher guard level never earlier.
 */
public interface ExitRule {
    /** From this guard level on every event runs the full model. */
    int MOST_GUARD_LEVEL = 6;

    /** What is carried into the first exit. */
    float initialState();

    /**
     * Decides about one event at one exit.
     *
     * @param exit 0-based index of the exit, less than the index of the last one
     * @param softmax the distribution of the inference module at this exit
     * @param state what the previous exit of this event carried on, or {@link #initialState}
     * @param prices the prices in force for the event
     * @param decision receives the outcome
     */
    void decide(int exit, Softmax softmax, float state, Prices prices, ExitDecision decision);

    /**
     * Checks that the rule fits a ladder.
     *
     * @param exits the number of exits, the last one included
     * @throws IllegalArgumentException when it was made for another number of exits
     */
    void requireExits(int exits);

    /**
     * The rule under a guard (methods.md 5.3: κ = max(κ_guard, κ0/(1+p))): prices no longer make it
     * looser than it is without prices, and each level above 0 makes it stricter. From {@link
     * #MOST_GUARD_LEVEL} on it is the full model.
     *
     * @param level at least 0
     */
    ExitRule guarded(int level);
}
