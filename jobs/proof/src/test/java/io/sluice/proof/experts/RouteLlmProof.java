package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs RouteLLM's questions. What is claimed was settled before the reporting half was seen. */
class RouteLlmProof {
    private static final double[] BUDGETS = {.1, .25, .5, .75};

    private static JudgedExperts judged;

    /** Before each, so that every test that is skipped is counted. */
    @BeforeEach
    void judge() throws IOException {
        assumeThat(ProofFiles.questions()).as("RouteLLM's questions").isRegularFile();
        if (judged == null) {
            judged =
                    new JudgedExperts(RouteLlmFile.read(ProofFiles.questions()), BUDGETS)
                            .write("routellm-experts");
        }
    }

    @Test
    void nothingIsAboveTheCeiling() {
        judged.assertNothingIsAboveTheCeiling();
    }

    @Test
    void gatesBeatTheRandomMixOfEqualCost() {
        assertThat(judged.budgets()).allMatch(one -> one.gain.lower() > 0);
    }

    @Test
    void meanSpendIsAtMostOnePercentAboveTheBudget() {
        assertThat(judged.budgets()).allMatch(one -> one.meanSpend() <= 1.01);
    }
}
