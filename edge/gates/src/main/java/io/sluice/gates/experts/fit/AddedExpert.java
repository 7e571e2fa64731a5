package io.sluice.gates.experts.fit;

import io.sluice.gates.Prices;
import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertChoice;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.ExpertWorkspace;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the vector of an expert that joins a policy is worth on rows that it was not fitted on. Whom
 * the policy asks follows from features alone, so that no other expert has to be run.
 *
 * @param fitRows how many rows the vector comes from
 * @param heldRows how many rows the figures are of
 * @param wrong the share that it answers wrong
 * @param predictedWrong the mean of its predicted losses
 * @param loss mean binary cross-entropy of the predicted losses, nats
 * @param constantLoss the same of a prediction that is the share of wrong answers everywhere; a
 *     vector that tells nothing is no better
 * @param asked by category, the share of rows for which the policy with it asks it
 */
public record AddedExpert(
        int fitRows,
        int heldRows,
        double wrong,
        double predictedWrong,
        double loss,
        double constantLoss,
        Map<String, Double> asked) {
    /**
     * Judges.
     *
     * @param recorded of the new expert alone
     * @param rows those held out of its fit
     * @param policy with it
     */
    public static AddedExpert judge(
            RecordedExperts recorded,
            int fitRows,
            int[] rows,
            ExpertPolicy policy,
            ExpertSpec added) {
        int index = policy.indexOf(added.name());
        ExpertGate gate = new ExpertGate(policy);
        float[] losses = new float[policy.experts().size()];
        double wrong = 0;
        double predicted = 0;
        double loss = 0;
        for (int row : rows) {
            gate.predict(recorded.features()[row], 0, losses);
            boolean isWrong = recorded.isWrong(0, row);
            wrong += isWrong ? 1 : 0;
            predicted += losses[index];
            loss += crossEntropy(isWrong, losses[index]);
        }
        wrong /= rows.length;
        Map<String, Double> asked = new LinkedHashMap<>();
        for (ExpertCategory category : policy.categories()) {
            asked.put(category.name(), asked(recorded, rows, policy, category, index));
        }
        return new AddedExpert(
                fitRows,
                rows.length,
                wrong,
                predicted / rows.length,
                loss / rows.length,
                wrong * crossEntropy(true, wrong) + (1 - wrong) * crossEntropy(false, wrong),
                asked);
    }

    private static double asked(
            RecordedExperts recorded,
            int[] rows,
            ExpertPolicy policy,
            ExpertCategory category,
            int index) {
        ExpertGate gate = new ExpertGate(policy);
        float[] losses = new float[policy.experts().size()];
        Candidates candidates = new Candidates();
        ExpertWorkspace space = new ExpertWorkspace();
        ExpertChoice choice = new ExpertChoice();
        long asked = 0;
        for (int row : rows) {
            gate.predict(recorded.features()[row], 0, losses);
            GateReader.offerAll(policy, category, candidates);
            gate.choose(losses, candidates, category, Prices.NONE, space, choice);
            asked += choice.mask() >> index & 1;
        }
        return (double) asked / rows.length;
    }

    private static double crossEntropy(boolean wrong, double predicted) {
        return -Math.log(
                Math.max(ExpertGateFit.LEAST_PROBABILITY, wrong ? predicted : 1 - predicted));
    }
}
