package io.sluice.gates;

import java.util.Arrays;

/**
 * The fitted gates of JEI-DNN (methods.md 1.3): an exit's gate g = σ(w·f + b) is the share of all
 * events that ought to leave there, given the four {@link #FEATURES uncertainty features} f of the
 * exit's distribution. With r the mass that the gates before have left over (r = 1 at first), an
 * event leaves at the first exit with g ≥ κ·r; else r falls by g.
 *
 * <p>κ = ½ is the paper's rule. The course of r does not depend on κ, so the exit's index never
 * falls when κ rises: one number makes a nested family, from everybody at the first exit (κ → 0)
 * towards the full model (κ → ∞), where only those leave early whose mass the gates have used up.
 * Under prices with pressure p it is max(κ_guard, κ/(1+p)).
 */
public final class RemainingMass implements ExitRule {
    /** Greatest probability, entropy, margin, entropy of the sharpened distribution. */
    public static final int FEATURES = 4;

    private final float[] weights;
    private final float kappa;
    private final float guard;

    /**
     * A gate per exit but the last.
     *
     * @param gates for each the weights of the four features and the bias: {@code [exits − 1][5]}
     * @param kappa the knob, above 0
     * @throws IllegalArgumentException when a gate has not five finite numbers, or κ is not above 0
     */
    public RemainingMass(float[][] gates, float kappa) {
        this(flatten(gates), kappa, 0);
        if (!(kappa > 0) || Float.isInfinite(kappa)) {
            throw new IllegalArgumentException("kappa is a finite number above 0, not " + kappa);
        }
    }

    private RemainingMass(float[] weights, float kappa, float guard) {
        this.weights = weights;
        this.kappa = kappa;
        this.guard = guard;
    }

    private static float[] flatten(float[][] gates) {
        float[] flat = new float[gates.length * (FEATURES + 1)];
        for (int i = 0; i < gates.length; i++) {
            if (gates[i].length != FEATURES + 1) {
                throw new IllegalArgumentException(
                        "gate "
                                + i
                                + " has "
                                + gates[i].length
                                + " numbers; expected the weights of 4 features and a bias");
            }
            for (int j = 0; j <= FEATURES; j++) {
                if (!Float.isFinite(gates[i][j])) {
                    throw new IllegalArgumentException(
                            "gate " + i + " has " + gates[i][j] + "; expected finite numbers");
                }
                flat[i * (FEATURES + 1) + j] = gates[i][j];
            }
        }
        return flat;
    }

    @Override
    public float initialState() {
        return 1;
    }

    @Override
    public void decide(
            int exit, Softmax softmax, float mass, Prices prices, ExitDecision decision) {
        float g = gate(exit, softmax);
        float k = Math.max(guard, (float) (kappa / (1 + prices.pressure())));
        decision.set(g, k * mass, mass - g);
    }

    /** The gate's output at an exit, from 0 to 1. */
    public float gate(int exit, Softmax softmax) {
        int at = exit * (FEATURES + 1);
        double z =
                weights[at] * (double) softmax.maxProbability()
                        + weights[at + 1] * (double) softmax.entropy()
                        + weights[at + 2] * (double) softmax.margin()
                        + weights[at + 3] * (double) softmax.sharpenedEntropy()
                        + weights[at + 4];
        return (float) (1 / (1 + Math.exp(-z)));
    }

    @Override
    public void requireExits(int exits) {
        int gates = weights.length / (FEATURES + 1);
        if (gates != exits - 1) {
            throw new IllegalArgumentException(
                    "a ladder of "
                            + exits
                            + " exits needs "
                            + (exits - 1)
                            + " gates, not "
                            + gates);
        }
    }

    /** Each level doubles κ. */
    @Override
    public ExitRule guarded(int level) {
        return level >= MOST_GUARD_LEVEL
                ? FixedExit.full()
                : new RemainingMass(weights, kappa, kappa * (1 << level));
    }

    /** The same gates with another κ. */
    public RemainingMass withKappa(float other) {
        return new RemainingMass(gates(), other);
    }

    public float kappa() {
        return kappa;
    }

    /** For each exit but the last the weights of the four features and the bias. */
    public float[][] gates() {
        float[][] gates = new float[weights.length / (FEATURES + 1)][];
        for (int i = 0; i < gates.length; i++) {
            int from = i * (FEATURES + 1);
            gates[i] = Arrays.copyOfRange(weights, from, from + FEATURES + 1);
        }
        return gates;
    }

    @Override
    public String toString() {
        return "remaining mass, kappa " + kappa + ", gates " + Arrays.deepToString(gates());
    }
}
