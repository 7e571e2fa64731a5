package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs ParetoBandit's prompts. What is claimed was settled before the reporting half was seen. */
class ParetoBanditProof {
    private static final double[] BUDGETS = {1e-4, 3e-4, 6.6e-4, 1.9e-3, 5e-3};

    private static JudgedExperts judged;

    /** Before each, so that every test that is skipped is counted. */
    @BeforeEach
    void judge() throws IOException {
        Path file = ParetoBanditFile.in(ProofFiles.sharedData());
        assumeThat(file).as("ParetoBandit's prompts").isRegularFile();
        if (judged == null) {
            judged =
                    new JudgedExperts(ParetoBanditFile.read(file), BUDGETS)
                            .write("paretobandit-experts");
        }
    }

    @Test
    void nothingIsAboveTheCeiling() {
        judged.assertNothingIsAboveTheCeiling();
    }

    /** At larger budgets there was next to nothing to gain on the tuning half. */
    @Test
    void gatesBeatTheRandomMixOfEqualCostWhereMoneyIsShort() {
        assertThat(judged.budgets().subList(0, 2)).allMatch(one -> one.gain.lower() > 0);
    }

    @Test
    void meanSpendIsAtMostTwoPercentAboveTheBudget() {
        assertThat(judged.budgets()).allMatch(one -> one.meanSpend() <= 1.02);
    }

    @Test
    void toldTheRewardsThePacerComesNearTheCeiling() {
        assertThat(judged.budgets())
                .allMatch(
                        one -> one.told.reward() > one.ceilingAt(one.told.cost()).reward() - .005);
    }
}
