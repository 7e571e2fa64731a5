package io.sluice.proof.experts;

import io.sluice.gates.Prices;
import io.sluice.gates.budget.Pacer;
import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.ExpertChoice;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertWorkspace;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;

/**
 * Recorded prompts as a stream: one expert is asked for each, and only what that one has cost is
 * shown, to the pacer. No reward is ever shown. One thread.
 */
public final class ExpertStream {
    private final ExpertGate gate;
    private final RecordedPrompts prompts;
    private final ExpertModel.Predictions predictions;
    private final Candidates candidates = new Candidates();
    private final ExpertWorkspace space = new ExpertWorkspace();
    private final ExpertChoice choice = new ExpertChoice();

    /**
     * @param predictions of the same prompts
     */
    public ExpertStream(
            ExpertPolicy policy, RecordedPrompts prompts, ExpertModel.Predictions predictions) {
        this.gate = new ExpertGate(policy);
        this.prompts = prompts;
        this.predictions = predictions;
    }

    /**
     * Streams all prompts, the price following what is spent.
     *
     * @param order of arrival, each prompt once
     * @return the expert that was asked, by prompt
     */
    public int[] paced(int[] order, Pacer pacer) {
        int[] asked = new int[order.length];
        for (int row : order) {
            asked[row] = choose(row, pacer.price());
            pacer.spent(prompts.costs()[row][asked[row]]);
        }
        return asked;
    }

    /** The same at one price for all. */
    public int[] atPrice(double price) {
        int[] asked = new int[prompts.size()];
        for (int row = 0; row < asked.length; row++) {
            asked[row] = choose(row, price);
        }
        return asked;
    }

    private int choose(int row, double price) {
        candidates.clear(Double.POSITIVE_INFINITY);
        double[] costs = predictions.costs()[row];
        for (int n = 0; n < costs.length; n++) {
            candidates.offer(n, null, costs[n], 0, false);
        }
        Prices prices = Prices.of(List.of(new Price(Resource.JOULES, "stream", price)));
        gate.choose(
                predictions.losses()[row], candidates, ExpertModel.CATEGORY, prices, space, choice);
        return Long.numberOfTrailingZeros(choice.mask());
    }

    /** The mean cost of what was asked. */
    public double meanCost(int... asked) {
        double sum = 0;
        for (int row = 0; row < asked.length; row++) {
            sum += prompts.costs()[row][asked[row]];
        }
        return sum / asked.length;
    }

    /** The mean reward of what was asked. */
    public double meanReward(int... asked) {
        double sum = 0;
        for (int row = 0; row < asked.length; row++) {
            sum += prompts.rewards()[row][asked[row]];
        }
        return sum / asked.length;
    }

    /**
     * The least price, to within rounding, at which no more than the budget is spent; 0 when it
     * never is more.
     */
    public double priceFor(double budget) {
        double low = 0;
        double high = 1;
        if (meanCost(atPrice(0)) <= budget) {
            return 0;
        }
        while (meanCost(atPrice(high)) > budget) {
            low = high;
            high *= 2;
            if (high > 1e12) {
                throw new IllegalArgumentException("no price keeps to a budget of " + budget);
            }
        }
        while (high - low > 1e-6 * high) {
            double middle = (low + high) / 2;
            if (meanCost(atPrice(middle)) > budget) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
