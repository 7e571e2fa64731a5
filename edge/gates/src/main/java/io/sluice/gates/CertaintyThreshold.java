package io.sluice.gates;

import java.util.Arrays;
import java.util.Locale;

/**
 * Leaves at the first exit whose {@link Certainty} reaches the exit's threshold.
 *
 * <p>Under prices with pressure p the threshold is max(floor, θ/(1+p)), as κ of the fitted gates
 * (methods.md 5.3): a rising price only ever lets events leave earlier, and never below the floor
 * that a guard has set.
 */
public final class CertaintyThreshold implements ExitRule {
    private final Certainty certainty;
    private final float[] thresholds;
    private final float[] floors;

    /**
     * A rule with one threshold per exit but the last.
     *
     * @param thresholds each at least 0; above 1 means that nobody leaves there
     * @throws IllegalArgumentException when one is negative or NaN
     */
    public CertaintyThreshold(Certainty certainty, float... thresholds) {
        this(certainty, thresholds.clone(), new float[thresholds.length]);
        for (float threshold : thresholds) {
            if (!(threshold >= 0)) {
                throw new IllegalArgumentException(
                        "a threshold of "
                                + name()
                                + " is a number of at least 0, not "
                                + threshold);
            }
        }
    }

    private CertaintyThreshold(Certainty certainty, float[] thresholds, float[] floors) {
        this.certainty = certainty;
        this.thresholds = thresholds;
        this.floors = floors;
    }

    /** Thresholds on the greatest probability. */
    public static CertaintyThreshold confidence(float... thresholds) {
        return new CertaintyThreshold(Certainty.CONFIDENCE, thresholds);
    }

    @Override
    public float initialState() {
        return 0;
    }

    @Override
    public void decide(
            int exit, Softmax softmax, float state, Prices prices, ExitDecision decision) {
        float priced = (float) (thresholds[exit] / (1 + prices.pressure()));
        decision.set(certainty.of(softmax), Math.max(floors[exit], priced), state);
    }

    @Override
    public void requireExits(int exits) {
        if (thresholds.length != exits - 1) {
            throw new IllegalArgumentException(
                    "a ladder of "
                            + exits
                            + " exits needs "
                            + (exits - 1)
                            + " thresholds, not "
                            + thresholds.length);
        }
    }

    /** Each level halves what is missing to certainty. */
    @Override
    public ExitRule guarded(int level) {
        if (level >= MOST_GUARD_LEVEL) {
            return FixedExit.full();
        }
        float[] stricter = thresholds.clone();
        for (int i = 0; i < stricter.length; i++) {
            if (stricter[i] < 1) {
                stricter[i] = 1 - (1 - stricter[i]) / (1 << level);
            }
        }
        return new CertaintyThreshold(certainty, thresholds, stricter);
    }

    public Certainty certainty() {
        return certainty;
    }

    public float[] thresholds() {
        return thresholds.clone();
    }

    private String name() {
        return certainty.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name() + " " + Arrays.toString(thresholds);
    }
}
