package io.sluice.gates;

/** Everybody leaves at one exit: the full model, or a baseline at a fixed depth. */
public final class FixedExit implements ExitRule {
    /** The index that stands for the last exit of any ladder. */
    public static final int LAST = Integer.MAX_VALUE;

    private final int index;

    public FixedExit(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("an exit's index is at least 0, not " + index);
        }
        this.index = index;
    }

    /** Always runs the full model. */
    public static FixedExit full() {
        return new FixedExit(LAST);
    }

    @Override
    public float initialState() {
        return 0;
    }

    @Override
    public void decide(
            int exit, Softmax softmax, float state, Prices prices, ExitDecision decision) {
        decision.set(softmax.maxProbability(), exit >= index ? 0f : Float.POSITIVE_INFINITY, state);
    }

    @Override
    public void requireExits(int exits) {
        if (index != LAST && index >= exits) {
            throw new IllegalArgumentException(
                    "exit " + index + " does not exist; the ladder has exits 0 to " + (exits - 1));
        }
    }

    /** A fixed exit that is not good enough has no stricter form but the full model. */
    @Override
    public ExitRule guarded(int level) {
        return level == 0 ? this : full();
    }

    /** The index of the exit, {@link #LAST} for the last of any ladder. */
    public int index() {
        return index;
    }

    @Override
    public String toString() {
        return index == LAST ? "full" : "fixed exit " + index;
    }
}
