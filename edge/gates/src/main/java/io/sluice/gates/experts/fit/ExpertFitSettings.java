package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import java.util.List;

/**
 * How to fit a choice of experts.
 *
 * @param profiles of the experts, in the order of their names
 * @param categories as in a policy; λ0 is chosen for the first
 * @param standbyWatts what all experts in play may draw together, W; infinite for no limit
 * @param goal what λ0 is chosen for
 * @param gate how vectors are fitted
 * @param sampleRows how many rows the policy carries for the coarse choice, from 1 to {@link
 *     ExpertPolicy#MOST_ROWS}
 * @param seed of subsets that are drawn
 */
public record ExpertFitSettings(
        List<ExpertProfile> profiles,
        List<ExpertCategory> categories,
        double standbyWatts,
        ExpertGoal goal,
        ExpertGateFit.Settings gate,
        int sampleRows,
        long seed) {
    public ExpertFitSettings {
        profiles = List.copyOf(profiles);
        categories = List.copyOf(categories);
        if (sampleRows < 1 || sampleRows > ExpertPolicy.MOST_ROWS) {
            throw new IllegalArgumentException(
                    sampleRows
                            + " rows for the coarse choice; expected from 1 to "
                            + ExpertPolicy.MOST_ROWS);
        }
    }
}
