package io.sluice.operators.cascade;

/** What happens in a cascade, for metrics. */
interface CascadeListener {
    /**
     * A batch of a stage has run.
     *
     * @param takenOver whether another provider computed it, because a device is lost
     */
    void batchRan(int stage, int rows, double seconds, boolean takenOver);

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

    /** A cap or the budget of its key ends the way of the event that is answered next. */
    void exhausted();

    /** An event has left without a class, because its budget allowed no stage. */
    void refused(double secondsInCascade);

    /**
     * The rule, which is not enforced, would have let the event that is answered next leave before.
     *
     * @param exit where
     * @param changed whether with another class
     * @param multiplyAdds of the stages that ran after that
     * @param joules of them; NaN when not known
     */
    void wouldHaveLeft(int exit, boolean changed, long multiplyAdds, double joules);

    /** The event that is answered next was held back by a guard. */
    void guarded();

    /**
     * A shadow run has ended.
     *
     * @param agreed whether the early class was the full model's
     * @param multiplyAdds of the stages behind the exit
     * @param computeSeconds its share of their batches
     */
    void shadowRan(boolean agreed, long multiplyAdds, double computeSeconds);

    /** A shadow run was given up, because a stage failed on it. */
    void shadowFailed();

    /** An event has left as a dead letter. */
    void failed(String reason);
}
