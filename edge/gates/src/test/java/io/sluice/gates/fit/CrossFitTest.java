package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrossFitTest {
    private static final long SEED = 71;
    private static final double[] COSTS = {.2, .5, 1};
    private static final ExitFitSettings SETTINGS =
            ExitFitSettings.DEFAULT.withSeed(SEED).withEpochs(5, 0, 1).withFolds(3);

    private final SyntheticSample features = SyntheticSample.small(SEED, 3000);
    private final FitSample sample = features.sample(5, COSTS);
    private final Splits splits =
            Splits.stratified(features.labels(), 5, SplitShares.DEFAULT, SEED);

    @Test
    void everyFitRowIsJudgedOnceByHeadsThatDidNotSeeIt() {
        LadderLogits samples = logits(sample).orElseThrow();
        assertThat(samples.rows()).isEqualTo(splits.fit().length);
        double fresh = held(sample).accuracy(2);
        assertThat(samples.accuracy(2)).isBetween(fresh - .06, fresh + .06);
    }

    @Test
    void rowsThatTheBackboneHasSeenAreLeftOut() {
        float[] last = new float[sample.rows() * 5];
        for (int i = 0; i < last.length; i++) {
            last[i] = features.labels()[i / 5] == i % 5 ? 3 : 0;
        }
        for (int row : splits.gates()) {
            if (row % 4 == 0) {
                last[row * 5] = 9;
            }
        }
        assertThat(logits(sample.withGiven(2, last))).isEmpty();
    }

    private Optional<LadderLogits> logits(FitSample of) {
        FitProgress progress = new FitProgress(FitListener.SILENT, Long.MAX_VALUE);
        return new CrossFit(of, splits, SETTINGS, progress, held(of)).logits();
    }

    private LadderLogits held(FitSample of) {
        FittedExits fitted = ExitFit.fit(of, splits, SETTINGS.withFolds(0), FitListener.SILENT);
        return fitted.logits(of, splits.gates());
    }
}
