package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.FixedExit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExitFitTest {
    private static final long SEED = 41;
    private static final double[] COSTS = {.2, .5, 1};
    private static final ExitFitSettings SETTINGS =
            ExitFitSettings.DEFAULT.withSeed(SEED).withEpochs(6, 2, 1);

    private final SyntheticSample features = SyntheticSample.small(SEED, 3000);
    private final FitSample sample = features.sample(5, COSTS);
    private final Splits splits =
            Splits.stratified(features.labels(), 5, SplitShares.DEFAULT, SEED);

    @Test
    void headsLearnAndGatesSave() {
        FittedExits fitted = fit(SETTINGS.withTargetCost(.5));
        LadderLogits test = fitted.logits(sample, splits.test());
        double full = Outcomes.of(FixedExit.full(), test).accuracy();
        Outcomes outcomes = Outcomes.of(fitted.rule(), test);
        assertThat(full).isGreaterThan(.8);
        assertThat(outcomes.meanCost()).isCloseTo(.5, within(.1));
        assertThat(outcomes.accuracy())
                .isGreaterThan(Outcomes.of(new FixedExit(1), test).accuracy());
    }

    @Test
    void theSameFitAtAnotherCostHasThatCostAndHeadsOfItsOwnCalibration() {
        FittedExits fitted = fit(SETTINGS.withTargetCost(.5));
        FittedExits other = fitted.at(.7);

        Outcomes outcomes = Outcomes.of(other.rule(), other.logits(sample, splits.gates()));
        assertThat(outcomes.meanCost()).isCloseTo(.7, within(.03));
        FittedExits back = other.at(.5);
        for (int exit = 0; exit < 3; exit++) {
            assertThat(back.temperatures()[exit])
                    .isCloseTo(fitted.temperatures()[exit], within(.02));
        }
    }

    @Test
    void threadsChangeNoBit() {
        FittedExits one = fit(SETTINGS.withThreads(1));
        FittedExits three = fit(SETTINGS.withThreads(3));
        for (int exit = 0; exit < 3; exit++) {
            assertThat(three.head(exit)).isEqualTo(one.head(exit));
        }
        assertThat(Arrays.deepEquals(three.gates(), one.gates())).isTrue();
        assertThat(three.temperatures()).isEqualTo(one.temperatures());
        FittedExits other = fit(SETTINGS.withSeed(SEED + 1));
        assertThat(other.head(0)).isNotEqualTo(one.head(0));
    }

    @Test
    void aGreatPriceSendsEverybodyToTheFirstExit() {
        FittedExits fitted = fit(SETTINGS.withLambda(1e6));
        Outcomes outcomes = Outcomes.of(fitted.rule(), fitted.logits(sample, splits.test()));
        assertThat(outcomes.meanCost()).isEqualTo(COSTS[0], within(1e-9));
    }

    @Test
    void exitsWithLogitsKeepThem() {
        int[] all = IntStream.range(0, sample.rows()).toArray();
        LadderLogits plain = fit(SETTINGS).logits(sample, all);
        float[] last = new float[sample.rows() * 5];
        for (int i = 0; i < last.length; i++) {
            last[i] = plain.logit(2, i / 5, i % 5);
        }
        FitSample given = sample.withGiven(2, last);
        FittedExits fitted = ExitFit.fit(given, splits, SETTINGS, FitListener.SILENT);
        assertThat(fitted.head(2)).isEmpty();
        assertThat(fitted.head(0)).isPresent();
        LadderLogits logits = fitted.logits(given, 7, 3);
        assertThat(logits.logit(2, 0, 4)).isEqualTo(plain.logit(2, 7, 4));
        assertThat(logits.label(1)).isEqualTo(features.labels()[3]);
    }

    @Test
    void workIsReportedToTheEnd() {
        List<Long> done = new ArrayList<>();
        List<Long> total = new ArrayList<>();
        ExitFit.fit(
                sample,
                splits,
                SETTINGS,
                (phase, now, all) -> {
                    done.add(now);
                    total.add(all);
                });
        assertThat(done).isSorted();
        assertThat(done.get(done.size() - 1)).isEqualTo(total.get(0));
        assertThat(total).containsOnly(total.get(0));
    }

    @Test
    void aFeatureThatIsNoNumberIsNamed() {
        features.set(1, splits.calibration()[0], 4, Float.NaN);
        assertThatThrownBy(() -> fit(SETTINGS))
                .hasMessage(
                        "row "
                                + splits.calibration()[0]
                                + ", exit 1, feature 4 is NaN; expected finite numbers");
    }

    @Test
    void missingLabelsAndRowsAreNamed() {
        int[] labels = features.labels().clone();
        labels[splits.gates()[0]] = -1;
        FitSample without = new FitSample(features, labels, 5, COSTS);
        assertThatThrownBy(() -> ExitFit.fit(without, splits, SETTINGS, FitListener.SILENT))
                .hasMessage(
                        "row "
                                + splits.gates()[0]
                                + " of the part gates has label -1; expected a class from 0 to 4");
        Splits beyond = Splits.of(splits.fit(), new int[] {3000}, splits.calibration(), new int[0]);
        assertThatThrownBy(() -> ExitFit.fit(sample, beyond, SETTINGS, FitListener.SILENT))
                .hasMessageContaining("has row 3000; the sample has rows 0 to 2999");
    }

    @Test
    void classesWithTooFewRowsToFitOnAreNamed() {
        FitSample more = new FitSample(features, features.labels(), 6, COSTS);
        assertThatThrownBy(() -> ExitFit.fit(more, splits, SETTINGS, FitListener.SILENT))
                .hasMessage(
                        "too few samples to fit on: class 5 has 0; every class needs at least 4");
    }

    private FittedExits fit(ExitFitSettings settings) {
        return ExitFit.fit(sample, splits, settings, FitListener.SILENT);
    }
}
