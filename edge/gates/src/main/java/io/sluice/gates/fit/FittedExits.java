package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What fitting gave: a head per exit that was trained, and a gate per exit but the last. */
public final class FittedExits {
    private final LinearHead[] heads;
    private final RemainingMass rule;
    private final FinalGates finalGates;
    private final double lambda;
    private final double[] temperatures;
    private final List<FitStep> history;

    FittedExits(
            LinearHead[] heads,
            RemainingMass rule,
            FinalGates finalGates,
            double[] temperatures,
            List<FitStep> history) {
        this.heads = heads;
        this.rule = rule;
        this.finalGates = finalGates;
        this.lambda = finalGates.lambda();
        this.temperatures = temperatures;
        this.history = List.copyOf(history);
    }

    /** The head of an exit, or none where the exit's logits were given. */
    public Optional<LinearHead> head(int exit) {
        return Optional.ofNullable(heads[exit]);
    }

    /** The fitted rule, with κ of the objective. */
    public RemainingMass rule() {
        return rule;
    }

    /**
     * The rule for the same heads that has another mean cost on the part {@code gates}, as nearly
     * as there is: gates of a price of their own, better at that cost than the fitted ones with
     * another κ.
     *
     * @param targetCost as a share of the full model's, above 0 and below 1
     */
    public RemainingMass rule(double targetCost) {
        if (!(targetCost > 0 && targetCost < 1)) {
            throw new IllegalArgumentException(
                    "a target cost is a share above 0 and below 1, not " + targetCost);
        }
        return finalGates.rule(targetCost);
    }

    /** For each exit but the last the weights of the four features and the bias. */
    public float[][] gates() {
        return rule.gates();
    }

    /** The price of the gate targets, in nats per full model. */
    public double lambda() {
        return lambda;
    }

    /**
     * For each exit what its logits were divided by, contained in its head; for an exit whose
     * logits were given, what they would have to be divided by and are not.
     */
    public double[] temperatures() {
        return temperatures.clone();
    }

    public List<FitStep> history() {
        return history;
    }

    /**
     * What every exit says about the given rows of a sample, in their order.
     *
     * @throws IllegalArgumentException when the sample has other exits or widths, or a feature is
     *     NaN or infinite
     */
    public LadderLogits logits(FitSample sample, int... rows) {
        float[][] logits = new float[heads.length][];
        for (int exit = 0; exit < heads.length; exit++) {
            logits[exit] =
                    heads[exit] == null
                            ? sample.given(exit, rows)
                            : HeadForward.logits(heads[exit], sample.features(), exit, rows);
        }
        return new LadderLogits(sample.classes(), logits, sample.labels(rows), sample.costs());
    }

    @Override
    public String toString() {
        return rule + ", lambda " + lambda + ", heads " + Arrays.toString(heads);
    }
}
