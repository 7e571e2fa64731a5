package io.sluice.proof.experts;

import io.sluice.gates.Prices;
import io.sluice.gates.budget.Pacer;
import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.ExpertChoice;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertWorkspace;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.Arrays;
import java.util.List;

/** How long one decision takes, on one thread: the median of rounds over all prompts, in µs. */
final class DecisionTime {
    private static final int ROUNDS = 41;

    private final TunedExperts.Choice choice;
    private final RecordedPrompts prompts;
    private final ExpertGate gate;
    private final Pacer pacer;
    private final Candidates candidates = new Candidates();
    private final ExpertWorkspace space = new ExpertWorkspace();
    private final ExpertChoice chosen = new ExpertChoice();
    private final WordBag bag = new WordBag();
    private final float[][] features;
    private final float[] losses;
    private final float[] scratch;

    /** Written so that the work cannot be left out. */
    private long asked;

    DecisionTime(TunedExperts.Choice choice, RecordedPrompts prompts) {
        this.choice = choice;
        this.prompts = prompts;
        this.gate = new ExpertGate(choice.model().policy(choice.costScale()));
        this.pacer = new Pacer(Pacer.Settings.of(choice.budget()));
        this.features = choice.model().features().of(prompts.prompts());
        this.losses = new float[prompts.experts().size()];
        this.scratch = new float[choice.model().features().width()];
    }

    /** From the prompt's text: features, prediction, choice, pacing. */
    double microsFromText() {
        return median(
                row -> {
                    choice.model().features().write(prompts.prompts().get(row), bag, scratch);
                    decide(row, scratch);
                });
    }

    /** From its features. */
    double microsFromFeatures() {
        return median(row -> decide(row, features[row]));
    }

    private void decide(int row, float... values) {
        gate.predict(values, 0, losses);
        candidates.clear(Double.POSITIVE_INFINITY);
        for (int n = 0; n < losses.length; n++) {
            candidates.offer(n, null, choice.model().costs().of(n, values), 0, false);
        }
        Prices prices = Prices.of(List.of(new Price(Resource.JOULES, "stream", pacer.price())));
        gate.choose(losses, candidates, ExpertModel.CATEGORY, prices, space, chosen);
        pacer.spent(prompts.costs()[row][Long.numberOfTrailingZeros(chosen.mask())]);
        asked += chosen.mask();
    }

    private double median(java.util.function.IntConsumer decision) {
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int row = 0; row < prompts.size(); row++) {
                decision.accept(row);
            }
            micros[round] = (System.nanoTime() - start) / 1e3 / prompts.size();
        }
        if (asked == 0) {
            throw new IllegalStateException("no expert was asked");
        }
        Arrays.sort(micros);
        return micros[ROUNDS / 2];
    }
}
