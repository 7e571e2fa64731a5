package io.sluice.cli.evaluate;

import io.sluice.cli.data.ExpertBundles;
import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.experts.ExpertRecorder;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.fit.ExpertEvaluation;
import io.sluice.gates.experts.fit.ExpertJudge;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.bundle.Bundle;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Judges the choice of experts of a router bundle's policy. */
public final class ExpertEvaluating {
    private final Bundle router;
    private final ExpertPolicy policy;
    private final ExpertBundles known;
    private final Bootstrap bootstrap;

    public ExpertEvaluating(
            Bundle router, Policy policy, ExpertBundles known, long seed, int resamples) {
        this.router = router;
        this.policy =
                policy.experts()
                        .filter(experts -> !experts.experts().isEmpty())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "policy "
                                                        + policy.version()
                                                        + " knows no expert; fit it with 'fit"
                                                        + " experts'"));
        this.known = known;
        this.bootstrap = new Bootstrap(seed, resamples, .95);
    }

    /**
     * Judges on all rows, every category.
     *
     * @throws IllegalArgumentException when an expert of the policy is not in the experts file, or
     *     is another bundle there
     */
    public List<ExpertEvaluation> evaluate(
            LabelledRows rows, KernelProvider provider, int threads, FitProgressListener listener) {
        SortedMap<String, Bundle> opened = known.open(policy.names(policy.all()));
        for (ExpertSpec expert : policy.experts()) {
            String hash = opened.get(expert.name()).hash();
            if (!expert.bundle().isEmpty() && !expert.bundle().equals(hash)) {
                throw new IllegalArgumentException(
                        "expert "
                                + expert.name()
                                + " is bundle "
                                + hash
                                + " in "
                                + known.path()
                                + "; the policy was fitted for "
                                + expert.bundle());
            }
        }
        RecordedExperts recorded =
                new ExpertRecorder(rows, provider, threads, listener).record(router, opened);
        int[] all = IntStream.range(0, recorded.rows()).toArray();
        return new ExpertJudge(recorded, all, policy, known.file().routerJoules(), bootstrap)
                .evaluate();
    }
}
