package io.sluice.operators.cascade;

/** What happens in a cascade, for metrics. */
interface CascadeListener {
    /** A batch of a stage has run. */
    void batchRan(int stage, int rows, double seconds);

    /**
     * An event has left with an answer.
     *
     * @param exit the exit it left at
     * @param secondsInCascade from admission to answer
     * @param computeSeconds its share of the batches
     */
    void answered(int exit, double secondsInCascade, double computeSeconds);

    /** Rounding may tip the decision that was just made. */
    void tied();

    /** An event has left without a class, because its budget allowed no stage. */
    void refused(double secondsInCascade);

    /** An event has left as a dead letter. */
    void failed(String reason);
}
