package io.sluice.gates;

/** The outcome of an {@link ExitRule}; owned and reused by the caller. */
public final class ExitDecision {
    /** An event whose score is this close to its threshold may move when kernels round anew. */
    public static final float TIE = 1e-5f;

    private boolean exit;
    private float state;
    private float score;
    private float threshold;

    /** Sets the outcome: the event leaves exactly when {@code score >= threshold}. */
    public void set(float score, float threshold, float nextState) {
        this.exit = score >= threshold;
        this.score = score;
        this.threshold = threshold;
        this.state = nextState;
    }

    /** Whether the event leaves at this exit. */
    public boolean exits() {
        return exit;
    }

    /** What to carry on to the next exit when it does not. */
    public float state() {
        return state;
    }

    /** The value that was compared. */
    public float score() {
        return score;
    }

    /** What it was compared with. */
    public float threshold() {
        return threshold;
    }

    /** Whether rounding may tip the decision. */
    public boolean isTie() {
        return Math.abs(score - threshold) <= TIE;
    }
}
