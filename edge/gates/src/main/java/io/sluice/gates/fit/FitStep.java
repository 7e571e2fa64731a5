package io.sluice.gates.fit;

import java.util.Arrays;

/**
 * A line of a fit's history.
 *
 * @param phase what was done
 * @param step 1 for the first of the phase
 * @param crossEntropy mean cross-entropy in nats of each exit on the part {@code gates}
 * @param accuracy share of right answers of each exit there
 * @param objective mean cross-entropy plus λ · cost of the rule there; NaN before there are gates
 * @param cost mean cost of the rule there; NaN before there are gates
 * @param ruleAccuracy share of right answers of the rule there; NaN before there are gates
 * @param lambda the price of the gate targets; NaN before there are gates
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
