package io.sluice.proof.experts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What models say of prompts that were not among those they were fitted on, fold by fold. */
final class LeftOutPredictions {
    private final RecordedPrompts prompts;
    private final int[] folds;
    private final Map<Integer, List<TextFeatures>> features = new HashMap<>();

    LeftOutPredictions(RecordedPrompts prompts) {
        this.prompts = prompts;
        this.folds = prompts.folds(ExpertPlan.FOLDS);
    }

    ExpertModel.Predictions of(ExpertModel.Settings settings) {
        float[][] losses = new float[prompts.size()][];
        double[][] costs = new double[prompts.size()][];
        List<TextFeatures> texts =
                features.computeIfAbsent(settings.directions(), this::featuresByFold);
        for (int fold = 0; fold < ExpertPlan.FOLDS; fold++) {
            int[] in = rows(fold, true);
            ExpertModel model =
                    ExpertModel.fit(prompts.rows(rows(fold, false)), texts.get(fold), settings);
            ExpertModel.Predictions said = model.predict(prompts.rows(in).prompts());
            for (int i = 0; i < in.length; i++) {
                losses[in[i]] = said.losses()[i];
                costs[in[i]] = said.costs()[i];
            }
        }
        return new ExpertModel.Predictions(losses, costs);
    }

    private List<TextFeatures> featuresByFold(int directions) {
        List<TextFeatures> byFold = new ArrayList<>();
        for (int fold = 0; fold < ExpertPlan.FOLDS; fold++) {
            List<String> texts = prompts.rows(rows(fold, false)).prompts();
            byFold.add(TextFeatures.fit(texts, directions, ExpertPlan.SEED));
        }
        return byFold;
    }

    private int[] rows(int fold, boolean isIn) {
        return IntStream.range(0, folds.length)
                .filter(row -> (folds[row] == fold) == isIn)
                .toArray();
    }

    /** The mean over prompts and experts, nats. */
    double crossEntropy(ExpertModel.Settings settings) {
        ExpertModel.Predictions said = of(settings);
        double sum = 0;
        for (int row = 0; row < prompts.size(); row++) {
            for (int n = 0; n < prompts.experts().size(); n++) {
                double loss = Math.min(1 - 1e-6, Math.max(1e-6, said.losses()[row][n]));
                double reward = prompts.rewards()[row][n];
                sum -= reward * Math.log(1 - loss) + (1 - reward) * Math.log(loss);
            }
        }
        return sum / prompts.size() / prompts.experts().size();
    }
}
