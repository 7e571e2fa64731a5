package io.sluice.proof.experts;

import io.sluice.gates.budget.Pacer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Everything that is chosen, on the tuning half alone, from predictions for prompts left out. */
final class TunedExperts {
    /**
     * What was chosen for a budget.
     *
     * @param model fitted on the whole tuning half
     * @param costScale what costs are divided by, so that the price starts at {@code startPrice}
     * @param reward mean on the tuning half, over orders
     * @param spend of the budget, mean on the tuning half
     */
    record Choice(
            double budget,
            ExpertModel model,
            boolean isCostPredicted,
            double startPrice,
            double costScale,
            double reward,
            double spend) {}

    private final RecordedExperts tuning;
    private final int[] folds;
    private final Map<Integer, List<TextFeatures>> features = new HashMap<>();
    private final int directions;
    private final double ridge;
    private final double crossEntropy;
    private final Map<Boolean, ExpertModel> models = new HashMap<>();
    private final List<Choice> choices = new ArrayList<>();

    TunedExperts(RecordedExperts tuning, double... budgets) {
        this.tuning = tuning;
        this.folds = tuning.folds(ExpertPlan.FOLDS);
        int bestDirections = 0;
        double bestRidge = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int d : ExpertPlan.DIRECTIONS) {
            for (double r : ExpertPlan.RIDGES) {
                double loss = crossEntropy(leftOut(new ExpertModel.Settings(d, r, false)));
                if (loss < least) {
                    least = loss;
                    bestDirections = d;
                    bestRidge = r;
                }
            }
        }
        directions = bestDirections;
        ridge = bestRidge;
        crossEntropy = least;
        Map<Boolean, ExpertModel.Predictions> leftOut = new HashMap<>();
        TextFeatures whole = TextFeatures.fit(tuning.prompts(), directions, ExpertPlan.SEED);
        for (boolean isCostPredicted : costsMayBePredicted()) {
            ExpertModel.Settings settings =
                    new ExpertModel.Settings(directions, ridge, isCostPredicted);
            leftOut.put(isCostPredicted, leftOut(settings));
            models.put(isCostPredicted, ExpertModel.fit(tuning, whole, settings));
        }
        for (double budget : budgets) {
            choices.add(choose(budget, leftOut));
        }
    }

    private boolean[] costsMayBePredicted() {
        boolean arePositive =
                IntStream.range(0, tuning.size())
                        .allMatch(
                                row ->
                                        java.util.Arrays.stream(tuning.costs()[row])
                                                .allMatch(cost -> cost > 0));
        return arePositive ? new boolean[] {false, true} : new boolean[] {false};
    }

    /** What models say of prompts that were not among those they were fitted on. */
    private ExpertModel.Predictions leftOut(ExpertModel.Settings settings) {
        float[][] losses = new float[tuning.size()][];
        double[][] costs = new double[tuning.size()][];
        for (int fold = 0; fold < ExpertPlan.FOLDS; fold++) {
            int f = fold;
            int[] in = IntStream.range(0, folds.length).filter(r -> folds[r] == f).toArray();
            int[] out = IntStream.range(0, folds.length).filter(r -> folds[r] != f).toArray();
            RecordedExperts rest = tuning.rows(out);
            TextFeatures texts = features(settings.directions(), fold, rest);
            ExpertModel.Predictions said =
                    ExpertModel.fit(rest, texts, settings).predict(tuning.rows(in).prompts());
            for (int i = 0; i < in.length; i++) {
                losses[in[i]] = said.losses()[i];
                costs[in[i]] = said.costs()[i];
            }
        }
        return new ExpertModel.Predictions(losses, costs);
    }

    private TextFeatures features(int count, int fold, RecordedExperts rest) {
        List<TextFeatures> byFold = features.computeIfAbsent(count, c -> new ArrayList<>());
        if (byFold.size() == fold) {
            byFold.add(TextFeatures.fit(rest.prompts(), count, ExpertPlan.SEED));
        }
        return byFold.get(fold);
    }

    private double crossEntropy(ExpertModel.Predictions said) {
        double sum = 0;
        for (int row = 0; row < tuning.size(); row++) {
            for (int n = 0; n < tuning.experts().size(); n++) {
                double loss = Math.min(1 - 1e-6, Math.max(1e-6, said.losses()[row][n]));
                double reward = tuning.rewards()[row][n];
                sum -= reward * Math.log(1 - loss) + (1 - reward) * Math.log(loss);
            }
        }
        return sum / tuning.size() / tuning.experts().size();
    }

    /** The most reward of those that keep to the budget; where none does, the least spend. */
    private Choice choose(double budget, Map<Boolean, ExpertModel.Predictions> leftOut) {
        Choice best = null;
        for (boolean isCostPredicted : costsMayBePredicted()) {
            ExpertModel.Predictions said = leftOut.get(isCostPredicted);
            ExpertModel model = models.get(isCostPredicted);
            double dual = new ExpertStream(model.policy(1), tuning, said).priceFor(budget);
            if (!(dual > 0)) {
                throw new IllegalStateException("a budget of " + budget + " does not bind");
            }
            for (double start : ExpertPlan.REFERENCE_PRICES) {
                Choice one = replayed(budget, isCostPredicted, start, start / dual, said);
                best = best == null || isBetter(one, best) ? one : best;
            }
        }
        return best;
    }

    private Choice replayed(
            double budget,
            boolean isCostPredicted,
            double start,
            double scale,
            ExpertModel.Predictions said) {
        ExpertModel model = models.get(isCostPredicted);
        ExpertStream stream = new ExpertStream(model.policy(scale), tuning, said);
        double reward = 0;
        double cost = 0;
        for (int seed = 0; seed < ExpertPlan.TUNING_ORDERS; seed++) {
            Pacer pacer = new Pacer(Pacer.Settings.of(budget), start, budget);
            int[] asked = stream.paced(ExpertPlan.order(tuning.size(), seed), pacer);
            reward += stream.meanReward(asked) / ExpertPlan.TUNING_ORDERS;
            cost += stream.meanCost(asked) / ExpertPlan.TUNING_ORDERS;
        }
        return new Choice(budget, model, isCostPredicted, start, scale, reward, cost / budget);
    }

    private static boolean isBetter(Choice one, Choice other) {
        boolean isKept = one.spend() <= ExpertPlan.MOST_TUNING_SPEND;
        boolean isOtherKept = other.spend() <= ExpertPlan.MOST_TUNING_SPEND;
        if (isKept != isOtherKept) {
            return isKept;
        }
        return isKept ? one.reward() > other.reward() : one.spend() < other.spend();
    }

    List<Choice> choices() {
        return choices;
    }

    String fitted() {
        return String.format(
                java.util.Locale.ROOT,
                "%d directions, ridge %s, cross-entropy %.4f on prompts left out",
                directions,
                ridge,
                crossEntropy);
    }
}
