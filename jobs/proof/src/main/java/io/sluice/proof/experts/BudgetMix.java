package io.sluice.proof.experts;

/**
 * The best that can be done without looking at the prompt: of all pairs of experts the one whose
 * mix, with a mean cost of exactly the budget, has the most mean reward; or one expert alone, where
 * no dearer one is worth mixing in. Means are those of the rows it is judged on: it knows more than
 * it could in use.
 *
 * @param cheap the expert that is asked when no dearer one is
 * @param slope mean reward that a unit of mean cost buys by mixing; 0 for the expert alone
 * @param reward of the mix
 */
public record BudgetMix(int cheap, double slope, double reward) {
    /**
     * The best mix.
     *
     * @param meanRewards of each expert
     * @param meanCosts of each expert
     * @param budget the mean cost of a prompt
     * @throws IllegalArgumentException when every expert costs more
     */
    public static BudgetMix at(double[] meanRewards, double[] meanCosts, double budget) {
        BudgetMix best = null;
        for (int i = 0; i < meanRewards.length; i++) {
            if (meanCosts[i] > budget) {
                continue;
            }
            if (best == null || meanRewards[i] > best.reward) {
                best = new BudgetMix(i, 0, meanRewards[i]);
            }
            for (int j = 0; j < meanRewards.length; j++) {
                if (meanCosts[j] > budget) {
                    double slope =
                            (meanRewards[j] - meanRewards[i]) / (meanCosts[j] - meanCosts[i]);
                    double reward = meanRewards[i] + slope * (budget - meanCosts[i]);
                    if (reward > best.reward) {
                        best = new BudgetMix(i, slope, reward);
                    }
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("every expert costs more than " + budget);
        }
        return best;
    }

    /**
     * What another policy gains on each row over this mix at that policy's own cost. Their mean is
     * the difference of mean rewards at equal mean cost.
     *
     * @param policyRewards of each row
     * @param policyCosts of each row
     */
    public double[] gains(double[] policyRewards, double[] policyCosts, RecordedPrompts rows) {
        double[] gains = new double[policyRewards.length];
        for (int row = 0; row < gains.length; row++) {
            double extra = policyCosts[row] - rows.costs()[row][cheap];
            gains[row] = policyRewards[row] - rows.rewards()[row][cheap] - slope * extra;
        }
        return gains;
    }
}
