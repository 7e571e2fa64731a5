package io.sluice.proof.experts;

import io.sluice.gates.budget.Pacer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Everything that is chosen, on the tuning half alone, from predictions for prompts left out. */
final class TunedExperts {
    /**
     * What was chosen for a budget.
     *
     * @param kind of model
     * @param costScale what costs are divided by, so that the price starts at {@code startPrice}
     * @param reward mean on the tuning half, over orders
     * @param spend of the budget, mean on the tuning half
     */
    record Choice(
            double budget,
            Kind kind,
            double startPrice,
            double costScale,
            double reward,
            double spend) {
        ExpertModel model() {
            return kind.model;
        }

        /** At most the budget; then most reward, or else least spend. */
        boolean isBetterThan(Choice other) {
            boolean isKept = spend <= ExpertPlan.MOST_TUNING_SPEND;
            boolean isOtherKept = other.spend <= ExpertPlan.MOST_TUNING_SPEND;
            if (isKept != isOtherKept) {
                return isKept;
            }
            return isKept ? reward > other.reward : spend < other.spend;
        }
    }

    /**
     * A way to know costs.
     *
     * @param model fitted on the whole tuning half
     * @param leftOut what models of this kind say of tuning prompts left out
     */
    record Kind(boolean isCostPredicted, ExpertModel model, ExpertModel.Predictions leftOut) {}

    private final RecordedPrompts tuning;
    private final List<Choice> choices = new ArrayList<>();
    private final List<Choice> withMeanCosts = new ArrayList<>();
    private ExpertModel.Settings settings;
    private double crossEntropy = Double.POSITIVE_INFINITY;

    TunedExperts(RecordedPrompts tuning, double... budgets) {
        this.tuning = tuning;
        LeftOutPredictions leftOut = new LeftOutPredictions(tuning);
        for (int directions : ExpertPlan.DIRECTIONS) {
            for (double ridge : ExpertPlan.RIDGES) {
                consider(new ExpertModel.Settings(directions, ridge, false), leftOut);
            }
        }
        TextFeatures texts =
                TextFeatures.fit(tuning.prompts(), settings.directions(), ExpertPlan.SEED);
        List<Kind> kinds = new ArrayList<>(List.of(kind(false, texts, leftOut)));
        if (Arrays.stream(tuning.costs()).flatMapToDouble(Arrays::stream).min().orElse(0) > 0) {
            kinds.add(kind(true, texts, leftOut));
        }
        for (double budget : budgets) {
            choices.add(choose(budget, kinds));
            withMeanCosts.add(choose(budget, kinds.subList(0, 1)));
        }
    }

    private void consider(ExpertModel.Settings tried, LeftOutPredictions leftOut) {
        double loss = leftOut.crossEntropy(tried);
        if (loss < crossEntropy) {
            crossEntropy = loss;
            settings = tried;
        }
    }

    private Kind kind(boolean isCostPredicted, TextFeatures texts, LeftOutPredictions leftOut) {
        ExpertModel.Settings own =
                new ExpertModel.Settings(settings.directions(), settings.ridge(), isCostPredicted);
        return new Kind(isCostPredicted, ExpertModel.fit(tuning, texts, own), leftOut.of(own));
    }

    private Choice choose(double budget, List<Kind> kinds) {
        Choice best = null;
        for (Kind kind : kinds) {
            double dual =
                    new ExpertStream(kind.model().policy(1), tuning, kind.leftOut())
                            .priceFor(budget);
            if (!(dual > 0)) {
                throw new IllegalStateException("a budget of " + budget + " does not bind");
            }
            for (double start : ExpertPlan.REFERENCE_PRICES) {
                Choice one = replayed(budget, kind, start, start / dual);
                best = best == null || one.isBetterThan(best) ? one : best;
            }
        }
        return best;
    }

    private Choice replayed(double budget, Kind kind, double start, double scale) {
        ExpertStream stream = new ExpertStream(kind.model().policy(scale), tuning, kind.leftOut());
        double reward = 0;
        double cost = 0;
        for (int seed = 0; seed < ExpertPlan.TUNING_ORDERS; seed++) {
            Pacer pacer = new Pacer(Pacer.Settings.of(budget), start, budget);
            int[] asked = stream.paced(ExpertPlan.order(tuning.size(), seed), pacer);
            reward += stream.meanReward(asked) / ExpertPlan.TUNING_ORDERS;
            cost += stream.meanCost(asked) / ExpertPlan.TUNING_ORDERS;
        }
        return new Choice(budget, kind, start, scale, reward, cost / budget);
    }

    List<Choice> choices() {
        return choices;
    }

    /** The same where costs may only be means: what predicting them is worth. */
    List<Choice> withMeanCosts() {
        return withMeanCosts;
    }

    /** The best mix at what a choice spent on the tuning half. */
    double mixAt(Choice choice) {
        return BudgetMix.at(
                        RecordedPrompts.means(tuning.rewards()),
                        RecordedPrompts.means(tuning.costs()),
                        choice.budget() * choice.spend())
                .reward();
    }

    String fitted() {
        return String.format(
                Locale.ROOT,
                "%d directions, ridge %s, cross-entropy %.4f on prompts left out",
                settings.directions(),
                settings.ridge(),
                crossEntropy);
    }
}
