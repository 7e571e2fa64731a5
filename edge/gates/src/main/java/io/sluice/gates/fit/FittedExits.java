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
     * another κ. Where a lower cost would be more accurate, the price is negative.
     *
     * @param targetCost as a share of the full model's, above 0 and below 1
     */
    public RemainingMass rule(double targetCost) {
        return finalGates.rule(requireShare(targetCost));
    }

    /**
     * The same fit with another mean cost: {@link #rule(double)}, and heads that are calibrated for
     * those who leave under it.
     *
     * @param targetCost as a share of the full model's, above 0 and below 1
     */
    public FittedExits at(double targetCost) {
        FinalGates other = finalGates.at(requireShare(targetCost));
        LinearHead[] cooled = new LinearHead[heads.length];
        double[] now = new double[heads.length];
        for (int exit = 0; exit < heads.length; exit++) {
            double further = other.temperatures()[exit] / finalGates.temperatures()[exit];
            cooled[exit] = heads[exit] == null ? null : heads[exit].cooled(further);
            now[exit] = temperatures[exit] * further;
        }
        return new FittedExits(cooled, other.rule(), other, now, history);
    }

    private static double requireShare(double targetCost) {
        if (!(targetCost > 0 && targetCost < 1)) {
            throw new IllegalArgumentException(
                    "a target cost is a share above 0 and below 1, not " + targetCost);
        }
        return targetCost;
    }

    /** For each exit but the last the weights of the four features and the bias. */
    public float[][] gates() {
        return rule.gates();
    }

    /** The price of a full model, in the unit of the objective. */
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
