package io.sluice.proof.experts;

import io.sluice.gates.budget.Pacer;
import io.sluice.gates.fit.Bootstrap;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What one budget's gates did on the reporting half, and what they are compared with. */
final class StreamedBudget {
    /**
     * One way to choose on the reporting half.
     *
     * @param reward mean of a prompt
     * @param cost mean of a prompt
     */
    record Way(double reward, double cost) {}

    /** A window of arrivals that spends more than this times the budget is counted. */
    static final double MUCH = 1.25;

    final TunedExperts.Choice choice;
    final double[] spends = new double[ExpertPlan.REPORTING_ORDERS];
    final double[] shares;
    final Way paced;
    final Way fileOrder;
    final Way cold;
    final Way fixedPrice;
    final Way told;
    final BudgetMix mix;
    final Bootstrap.Interval gain;
    double windowsAbove;

    private final RecordedPrompts prompts;
    private final CostCeiling ceiling;

    /**
     * @param tuningDual the dual price of the budget on the tuning half with all rewards known
     */
    StreamedBudget(RecordedPrompts prompts, TunedExperts.Choice choice, double tuningDual) {
        this.choice = choice;
        this.prompts = prompts;
        this.ceiling = new CostCeiling(prompts.rewards(), prompts.costs());
        this.shares = new double[prompts.experts().size()];
        ExpertStream stream =
                new ExpertStream(
                        choice.model().policy(choice.costScale()),
                        prompts,
                        choice.model().predict(prompts.prompts()));
        double[] rewards = new double[prompts.size()];
        double[] costs = new double[prompts.size()];
        for (int seed = 0; seed < spends.length; seed++) {
            int[] order = ExpertPlan.order(prompts.size(), 1000 + seed);
            int[] asked = stream.paced(order, warm());
            spends[seed] = stream.meanCost(asked) / choice.budget();
            count(asked, rewards, costs);
            windowsAbove += windowsAbove(asked, order) / spends.length;
        }
        paced = new Way(mean(rewards), mean(costs));
        mix = mixAt(paced.cost());
        gain =
                new Bootstrap(ExpertPlan.SEED, ExpertPlan.RESAMPLES, .95)
                        .mean(mix.gains(rewards, costs, prompts));
        int[] arrival = IntStream.range(0, prompts.size()).toArray();
        fileOrder = way(stream, stream.paced(arrival, warm()));
        int[] first = ExpertPlan.order(prompts.size(), 1000);
        Pacer.Settings law = Pacer.Settings.of(choice.budget());
        cold = way(stream, stream.paced(first, new Pacer(law)));
        fixedPrice = way(stream, stream.atPrice(choice.startPrice()));
        told = told(first, law, tuningDual);
    }

    private Pacer warm() {
        return new Pacer(Pacer.Settings.of(choice.budget()), choice.startPrice(), choice.budget());
    }

    /** The same gate and law with true rewards and costs in place of predictions. */
    private Way told(int[] order, Pacer.Settings law, double tuningDual) {
        float[][] losses = new float[prompts.size()][shares.length];
        for (int row = 0; row < losses.length; row++) {
            for (int n = 0; n < shares.length; n++) {
                losses[row][n] = (float) (1 - prompts.rewards()[row][n]);
            }
        }
        boolean binds = tuningDual > 0;
        ExpertStream stream =
                new ExpertStream(
                        choice.model().policy(binds ? 1 / tuningDual : 1),
                        prompts,
                        new ExpertModel.Predictions(losses, prompts.costs()));
        Pacer pacer = new Pacer(law, binds ? 1 : 0, law.budget());
        return way(stream, stream.paced(order, pacer));
    }

    private static Way way(ExpertStream stream, int... asked) {
        return new Way(stream.meanReward(asked), stream.meanCost(asked));
    }

    private void count(int[] asked, double[] rewards, double[] costs) {
        for (int row = 0; row < asked.length; row++) {
            rewards[row] += prompts.rewards()[row][asked[row]] / spends.length;
            costs[row] += prompts.costs()[row][asked[row]] / spends.length;
            shares[asked[row]] += 1.0 / asked.length / spends.length;
        }
    }

    private double windowsAbove(int[] asked, int[] order) {
        int windows = order.length / ExpertPlan.WINDOW;
        int above = 0;
        for (int w = 0; w < windows; w++) {
            double cost = 0;
            for (int i = 0; i < ExpertPlan.WINDOW; i++) {
                int row = order[w * ExpertPlan.WINDOW + i];
                cost += prompts.costs()[row][asked[row]] / ExpertPlan.WINDOW;
            }
            above += cost > MUCH * choice.budget() ? 1 : 0;
        }
        return (double) above / windows;
    }

    private static double mean(double... values) {
        return Arrays.stream(values).sum() / values.length;
    }

    BudgetMix mixAt(double cost) {
        return BudgetMix.at(
                RecordedPrompts.means(prompts.rewards()),
                RecordedPrompts.means(prompts.costs()),
                cost);
    }

    CostCeiling.Ceiling ceilingAt(double cost) {
        return ceiling.at(cost);
    }

    /** The best expert whose mean cost is within the budget, by the means of these prompts. */
    double bestFixed() {
        double[] rewards = RecordedPrompts.means(prompts.rewards());
        double[] costs = RecordedPrompts.means(prompts.costs());
        return IntStream.range(0, rewards.length)
                .filter(n -> costs[n] <= choice.budget())
                .mapToDouble(n -> rewards[n])
                .max()
                .orElseThrow();
    }

    /** Of the way from the mix to the ceiling at the same cost. */
    double wayToCeiling() {
        return gain.estimate() / (ceilingAt(paced.cost()).reward() - mix.reward());
    }

    double meanSpend() {
        return mean(spends);
    }

    double mostSpend() {
        return Arrays.stream(spends).max().orElseThrow();
    }
}
