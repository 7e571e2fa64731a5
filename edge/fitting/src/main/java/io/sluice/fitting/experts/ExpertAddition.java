package io.sluice.fitting.experts;

import io.sluice.gates.ExpertDocument;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.fit.AddedExpert;
import io.sluice.gates.experts.fit.ExpertGateFit;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.bundle.Bundle;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * One more expert for a policy that is in use: one vector, from its owner's data and answers alone
 * (methods.md 4.9). The result is the payload of a control message of kind EXPERT; the scores of
 * the other experts stay as they are.
 *
 * @param expert its entry of the policy document
 * @param figures what its vector is worth on rows that it was not fitted on
 */
public record ExpertAddition(ExpertSpec expert, AddedExpert figures) {
    /** The share of the rows that the vector is fitted on. */
    private static final double FIT_SHARE = 0.7;

    /**
     * Fits the vector.
     *
     * @param recorded what the router and the new expert gave, nobody else
     * @param expert what it costs
     * @param policy the policy that it is to join
     * @throws IllegalArgumentException when the policy is about other features or has no room, or
     *     rows are too few
     */
    public static ExpertAddition of(
            RecordedExperts recorded,
            ExpertsFile.Expert expert,
            Bundle bundle,
            ExpertPolicy policy,
            long seed) {
        policy.requireFeatures(recorded.width());
        // Nothing but the vector is chosen here: what is not fitted on is for the figures.
        double rest = (1 - FIT_SHARE) / 3;
        Splits splits =
                Splits.stratified(
                        recorded.labels(),
                        recorded.classes(),
                        new SplitShares(FIT_SHARE, rest, rest, rest),
                        seed);
        int[] held =
                Stream.of(splits.gates(), splits.calibration(), splits.test())
                        .flatMapToInt(Arrays::stream)
                        .sorted()
                        .toArray();
        int[] fit = splits.fit();
        float[] vector =
                ExpertGateFit.alone(
                        recorded.features(),
                        fit,
                        recorded.losses(0, fit),
                        ExpertGateFit.Settings.DEFAULT);
        ExpertSpec spec = ExpertFitting.profile(expert, bundle).with(vector);
        return new ExpertAddition(
                spec, AddedExpert.judge(recorded, fit.length, held, policy.with(spec), spec));
    }

    /** The payload for the control topic, JSON. */
    public byte[] document() {
        return ExpertDocument.document(expert);
    }
}
