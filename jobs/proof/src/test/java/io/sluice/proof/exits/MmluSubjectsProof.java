package io.sluice.proof.exits;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.Guarantee.Method;
import io.sluice.proof.ProofTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MmluSubjectsProof {
    /** The exits differ from the full model, and are right, more often than 5 % allow. */
    private static final double BOUND = .15;

    @Test
    void gatesLoseAtMostThreeTenthsOfAPointAgainstThresholds() {
        assertThat(Comparisons.mmluSubjects().difference().estimate())
                .isGreaterThanOrEqualTo(-.003);
    }

    /** Not above theirs, but for chance. */
    @Test
    void gatesAreAsWellCalibratedAsThresholds() {
        assertThat(Comparisons.mmluSubjects().calibration().lower()).isLessThanOrEqualTo(0);
    }

    @Test
    void theConfidentBoundIsKeptIn182Of200Calibrations() throws IOException {
        KeptBounds kept = kept(Method.UPPER_CONFIDENCE_BOUND, "ucb");

        assertThat(kept.held()).isGreaterThanOrEqualTo(182);
        assertThat(kept.meanCost()).as("mean cost of rules with a bound").isLessThan(.95);
    }

    @Test
    void theMeanOfTheExpectedLossIsWithinItsBound() throws IOException {
        KeptBounds kept = kept(Method.EXPECTATION, "crc");

        assertThat(kept.meanLoss()).isLessThanOrEqualTo(BOUND);
        assertThat(kept.meanCost()).as("mean cost of rules with a bound").isLessThan(.95);
    }

    private static KeptBounds kept(Method method, String name) throws IOException {
        KeptBounds kept = KeptBounds.count(Comparisons.mmluSubjects().first(), method, BOUND, 1);
        new ProofTable(Comparisons.mmluSubjects().data().name() + ": bounds by " + name)
                .header("bound", "rows", "held of 200", "mean loss", "mean cost")
                .row(
                        ProofTable.percent(kept.bound()),
                        kept.rows(),
                        kept.held(),
                        ProofTable.percent(kept.meanLoss()),
                        ProofTable.percent(kept.meanCost()))
                .write("mmlu-subjects-" + name);
        return kept;
    }
}
