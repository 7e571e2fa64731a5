package io.sluice.gates.fit;

import io.sluice.gates.DepthPrediction;
import io.sluice.gates.ExitRule;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.Softmax;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the choice of the depth at the first exit, after ECO-M2F (methods.md 4.2): each row's class
 * is k* = argmax_k (q_k − β c_k) with q_k the probability that exit k gives the row's label, and
 * multinomial logistic regression on the first exit's probabilities and features learns it.
 */
public final class DepthFit {
    private static final double[] BETAS = {
        .01, .02, .04, .06, .08, .1, .13, .16, .2, .25, .3, .35, .4, .5, .6, .7, .8, 1, 1.3, 1.6, 2
    };

    private DepthFit() {}

    /**
     * A rule for every β, from deep to shallow.
     *
     * @param ladder rows with labels that the heads were not trained on
     */
    public static RuleFamily family(LadderLogits ladder) {
        float[][] inputs = inputs(ladder);
        double[][] quality = quality(ladder);
        List<ExitRule> rules = new ArrayList<>();
        for (double beta : BETAS) {
            int[] best = best(quality, ladder.costs(), beta);
            float[][] weights = Multinomial.fit(inputs, best, ladder.exits());
            rules.add(new DepthPrediction(weights, ladder.costs()));
        }
        return new RuleFamily("depth prediction", rules);
    }

    private static float[][] inputs(LadderLogits ladder) {
        int classes = ladder.classes();
        float[][] inputs = new float[ladder.rows()][classes + RemainingMass.FEATURES];
        Softmax softmax = new Softmax();
        for (int row = 0; row < inputs.length; row++) {
            ladder.read(0, row, softmax);
            for (int c = 0; c < classes; c++) {
                inputs[row][c] = softmax.probability(c);
            }
            inputs[row][classes] = softmax.maxProbability();
            inputs[row][classes + 1] = softmax.entropy();
            inputs[row][classes + 2] = softmax.margin();
            inputs[row][classes + 3] = softmax.sharpenedEntropy();
        }
        return inputs;
    }

    private static double[][] quality(LadderLogits ladder) {
        double[][] quality = new double[ladder.rows()][ladder.exits()];
        Softmax softmax = new Softmax();
        for (int row = 0; row < quality.length; row++) {
            for (int k = 0; k < ladder.exits(); k++) {
                ladder.read(k, row, softmax);
                quality[row][k] = softmax.probability(ladder.label(row));
            }
        }
        return quality;
    }

    private static int[] best(double[][] quality, double[] costs, double beta) {
        int[] best = new int[quality.length];
        for (int row = 0; row < best.length; row++) {
            double[] q = quality[row];
            for (int k = 1; k < costs.length; k++) {
                if (q[k] - beta * costs[k] > q[best[row]] - beta * costs[best[row]]) {
                    best[row] = k;
                }
            }
        }
        return best;
    }
}
