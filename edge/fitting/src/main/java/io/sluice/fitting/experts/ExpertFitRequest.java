package io.sluice.fitting.experts;

import io.sluice.gates.experts.fit.ExpertGoal;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.gates.fit.SplitShares;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleFiles;
import java.util.SortedMap;

/**
 * What a fit of the choice of experts is asked for.
 *
 * @param router the router bundle that gets the policy
 * @param version of the new bundle
 * @param source the data set, in words
 * @param experts the experts' bundles by name; some of the file's
 * @param file what they cost, and the categories
 * @param recorded what router and experts gave
 * @param split how rows are divided
 * @param goal what λ0 is chosen for
 * @param gapTolerance above which gap of a subset there is a warning, nats
 * @param seed of the split, the subsets and the resampling
 * @param resamples of the bootstrap
 */
public record ExpertFitRequest(
        BundleFiles router,
        String version,
        String source,
        SortedMap<String, Bundle> experts,
        ExpertsFile file,
        RecordedExperts recorded,
        SplitShares split,
        ExpertGoal goal,
        double gapTolerance,
        long seed,
        int resamples) {}
