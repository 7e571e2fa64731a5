package io.sluice.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.FixedExit;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static final List<String> IDS = List.of("a", "b", "c", "d");
    private static final List<String> CLASSES = List.of("cat", "dog");

    /** Confidences of the first exit: .88, .62, .62, .5; the last exit says dog to all but a. */
    private static LadderLogits ladder(int... labels) {
        float[] first = {2, 0, .5f, 0, 0, .5f, 0, 0};
        float[] last = {3, 0, 0, 3, 0, 3, 0, 3};
        return new LadderLogits(2, new float[][] {first, last}, labels, new double[] {.25, 1});
    }

    @Test
    void countsWhoLeavesElsewhereAndWhoIsGivenAnotherClass() {
        LadderLogits ladder = ladder(0, 1, 1, 0);
        Differences differences = compare(ladder);

        assertThat(differences.events()).isEqualTo(4);
        assertThat(differences.otherExit()).isEqualTo(3);
        assertThat(differences.otherClass()).isEqualTo(2);
        assertThat(differences.moved()).isEqualTo(List.of(List.of(1, 3), List.of(0, 0)));
        assertThat(differences.corrected()).isEqualTo(1);
        assertThat(differences.spoilt()).isEqualTo(1);
        assertThat(differences.before().cost()).isEqualTo(.25);
        assertThat(differences.after().cost()).isEqualTo((.25 + 3) / 4);
        assertThat(differences.before().accuracy()).isEqualTo(.75);
        assertThat(differences.after().disagreement()).isZero();
        assertThat(differences.examples())
                .containsExactly(
                        new Differences.Example("b", 0, 1, "cat", "dog", "dog"),
                        new Differences.Example("c", 0, 1, "dog", "dog", "dog"));
    }

    @Test
    void saysNothingOfAccuracyWithoutLabels() {
        Differences differences = compare(ladder(-1, -1, -1, -1));
        assertThat(differences.corrected()).isNull();
        assertThat(differences.before().accuracy()).isNull();
        assertThat(differences.examples().get(0).label()).isNull();
    }

    @Test
    void decisionsThatRoundingMayTipAreCountedApart() {
        LadderLogits ladder = ladder(0, 1, 1, 0);
        float uncertain = Outcomes.of(new FixedExit(0), ladder).confidence(1);
        Outcomes before = Outcomes.of(CertaintyThreshold.confidence(uncertain - 1e-6f), ladder);
        Outcomes after = Outcomes.of(CertaintyThreshold.confidence(uncertain + 1e-6f), ladder);
        Differences differences = Differences.of("1", before, "2", after, IDS, CLASSES, 0);
        assertThat(differences.otherExit()).isEqualTo(2);
        assertThat(differences.withinTie()).isEqualTo(2);
        assertThat(differences.examples()).isEmpty();
    }

    private static Differences compare(LadderLogits ladder) {
        Outcomes before = Outcomes.of(new FixedExit(0), ladder);
        Outcomes after = Outcomes.of(CertaintyThreshold.confidence(.8f), ladder);
        return Differences.of("1", before, "2", after, IDS, CLASSES, 2);
    }
}
