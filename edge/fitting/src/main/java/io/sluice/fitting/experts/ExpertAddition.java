package io.sluice.fitting.experts;

import io.sluice.gates.ExpertDocument;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.fit.AddedExpert;
import io.sluice.gates.experts.fit.ExpertGateFit;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.kernel.bundle.Bundle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

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

    private static final int LEAST_ROWS = 20;

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
        List<Integer> order = new ArrayList<>(rows(recorded));
        Collections.shuffle(order, new Random(seed));
        int count = (int) Math.round(FIT_SHARE * order.size());
        int[] fit = sorted(order.subList(0, count));
        int[] held = sorted(order.subList(count, order.size()));
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

    /** By chance and not class by class: an owner may have rows of some classes only. */
    private static List<Integer> rows(RecordedExperts recorded) {
        if (recorded.rows() < LEAST_ROWS) {
            throw new IllegalArgumentException(
                    recorded.rows() + " rows; a vector needs at least " + LEAST_ROWS);
        }
        return IntStream.range(0, recorded.rows()).boxed().toList();
    }

    private static int[] sorted(List<Integer> rows) {
        return rows.stream().mapToInt(row -> row).sorted().toArray();
    }

    /** The payload for the control topic, JSON. */
    public byte[] document() {
        return ExpertDocument.document(expert);
    }
}
