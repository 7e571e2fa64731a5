package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Needs ParetoBandit's prompts. Expected figures: methods.md 5.2, derived there by other code. */
class ParetoBanditCeilingTest {
    /** Budget, reward, dual price, half a unit of the price's last digit. */
    private static final double[][] EXPECTED = {
        {1e-4, .8878, 666, .5},
        {3e-4, .9382, 56.8, .05},
        {6.6e-4, .9470, 12.6, .05},
        {1.9e-3, .9569, 5.04, .005},
        {5e-3, .9641, .36, .005},
    };

    @Test
    void ceilingsOfTheWholeFile() throws IOException {
        RecordedPrompts all = read();
        CostCeiling ceiling = new CostCeiling(all.rewards(), all.costs());

        for (double[] row : EXPECTED) {
            CostCeiling.Ceiling at = ceiling.at(row[0]);
            assertThat(at.reward()).as("at %s", row[0]).isEqualTo(row[1], within(5e-5));
            assertThat(at.price()).as("at %s", row[0]).isEqualTo(row[2], within(row[3]));
        }
        assertThat(ceiling.at(1).reward()).isEqualTo(.9642, within(5e-5));
    }

    @Test
    void fixedExperts() throws IOException {
        RecordedPrompts all = read();

        assertThat(all.experts())
                .containsExactly(
                        "google/gemini-2.5-pro",
                        "meta-llama/llama-3.1-8b-instruct",
                        "mistralai/mistral-large-2512");
        assertThat(RecordedPrompts.means(all.rewards()))
                .containsExactly(new double[] {.9349, .7888, .9248}, within(5e-5));
        assertThat(RecordedPrompts.means(all.costs())[1]).isEqualTo(2.93e-5, within(5e-8));
    }

    @Test
    void halvesShareNoPromptAndLeaveNoneOut() throws IOException {
        RecordedPrompts all = read();

        assertThat(all.tuning().prompts()).doesNotContainAnyElementsOf(all.reporting().prompts());
        assertThat(all.tuning().size() + all.reporting().size()).isEqualTo(all.size());
        assertThat(all.size()).isEqualTo(1785);
    }

    private static RecordedPrompts read() throws IOException {
        Path file = ParetoBanditFile.in(ProofFiles.sharedData());
        assumeTrue(Files.isRegularFile(file), "ParetoBandit's prompts are not there");
        return ParetoBanditFile.read(file);
    }
}
