package io.sluice.proof.exits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Needs both data sets. */
class EitherDataSetProof {
    @Test
    void gatesBeatThresholdsOnAtLeastOne() {
        double images = Comparisons.fashionMnist().difference().lower();
        double questions = Comparisons.mmluSubjects().difference().lower();

        assertThat(Math.max(images, questions))
                .as("lower end of the 95 %% interval: images %s, questions %s", images, questions)
                .isGreaterThan(0);
    }
}
