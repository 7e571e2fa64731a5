package io.sluice.gates.fit;

import java.util.Arrays;

/**
 * A line of a fit's history.
 *
 * @param phase what was done
 * @param step 1 for the first of the phase
 * @param crossEntropy mean cross-entropy in nats of each exit on the part {@code gates}
 * @param accuracy share of right answers of each exit there
 * @param objective mean loss plus λ · cost of the rule there; the loss is cross-entropy or, with
 *     {@link GateObjective#STOPPING}, what is missing to a sure right answer
 * @param cost mean cost of the rule there
 * @param ruleAccuracy share of right answers of the rule there
 * @param lambda the price
 */
public record FitStep(
        FitPhase phase,
        int step,
        double[] crossEntropy,
        double[] accuracy,
        double objective,
        double cost,
        double ruleAccuracy,
        double lambda) {
    @Override
    public String toString() {
        return phase
                + " "
                + step
                + ": objective "
                + objective
                + ", cost "
                + cost
                + ", accuracy "
                + ruleAccuracy
                + ", exits "
                + Arrays.toString(accuracy)
                + ", cross-entropy "
                + Arrays.toString(crossEntropy)
                + ", lambda "
                + lambda;
    }
}
