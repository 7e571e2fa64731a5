package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import java.util.Arrays;

/**
 * What asking some experts for every one of some rows comes to.
 *
 * @param masks whom it asks, row by row
 * @param right 1 where the fused answer is right, else 0
 * @param joules of the experts asked, row by row, J; without the router's
 * @param millis of the slowest asked, row by row, ms
 */
public record ExpertReplay(long[] masks, double[] right, double[] joules, double[] millis) {
    /** What a policy does with requests of a category. */
    public static ExpertReplay choice(
            RecordedExperts recorded, int[] rows, ExpertPolicy policy, ExpertCategory category) {
        GateReader gate = new GateReader(policy, recorded);
        ExpertReplay replay = of(rows.length);
        for (int i = 0; i < rows.length; i++) {
            gate.read(rows[i]);
            replay.set(i, policy, gate.choose(category));
            replay.right[i] = gate.isRight(replay.masks[i]) ? 1 : 0;
        }
        return replay;
    }

    /** The same experts for every row, weighted by the policy. */
    public static ExpertReplay fixed(
            RecordedExperts recorded, int[] rows, ExpertPolicy policy, long mask) {
        return fixed(recorded, rows, policy, mask, true);
    }

    /** The same experts for every row, all of the same weight. */
    public static ExpertReplay unweighted(
            RecordedExperts recorded, int[] rows, ExpertPolicy policy, long mask) {
        return fixed(recorded, rows, policy, mask, false);
    }

    private static ExpertReplay fixed(
            RecordedExperts recorded,
            int[] rows,
            ExpertPolicy policy,
            long mask,
            boolean weighted) {
        GateReader gate = new GateReader(policy, recorded);
        ExpertReplay replay = of(rows.length);
        for (int i = 0; i < rows.length; i++) {
            gate.read(rows[i]);
            replay.set(i, policy, mask);
            boolean right = weighted ? gate.isRight(mask) : gate.isRightUnweighted(mask);
            replay.right[i] = right ? 1 : 0;
        }
        return replay;
    }

    /**
     * What one who knew all answers would do: the cheapest expert that is right, and where none is,
     * the cheapest. No policy can be right more often without asking several.
     *
     * @param allowed the experts that may be asked, at least one
     */
    public static ExpertReplay oracle(
            RecordedExperts recorded, int[] rows, ExpertPolicy policy, long allowed) {
        ExpertReplay replay = of(rows.length);
        for (int i = 0; i < rows.length; i++) {
            int best = -1;
            boolean bestRight = false;
            for (long rest = allowed; rest != 0; rest &= rest - 1) {
                int n = Long.numberOfTrailingZeros(rest);
                boolean right = !recorded.isWrong(n, rows[i]);
                boolean cheaper =
                        best < 0
                                || policy.experts().get(n).joules()
                                        < policy.experts().get(best).joules();
                if (best < 0 || (right && !bestRight) || (right == bestRight && cheaper)) {
                    best = n;
                    bestRight = right;
                }
            }
            replay.set(i, policy, 1L << best);
            replay.right[i] = bestRight ? 1 : 0;
        }
        return replay;
    }

    private static ExpertReplay of(int rows) {
        return new ExpertReplay(
                new long[rows], new double[rows], new double[rows], new double[rows]);
    }

    private void set(int i, ExpertPolicy policy, long mask) {
        masks[i] = mask;
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            var expert = policy.experts().get(Long.numberOfTrailingZeros(rest));
            joules[i] += expert.joules();
            millis[i] = Math.max(millis[i], expert.computeMillis());
        }
    }

    /** The share of right answers. */
    public double accuracy() {
        return Arrays.stream(right).average().orElse(0);
    }

    /** J a request. */
    public double meanJoules() {
        return Arrays.stream(joules).average().orElse(0);
    }

    /** How many are asked for a request, in the mean. */
    public double meanAsked() {
        return Arrays.stream(masks).mapToInt(Long::bitCount).average().orElse(0);
    }

    /** The share of rows for which an expert is asked. */
    public double share(int expert) {
        return Arrays.stream(masks).mapToDouble(mask -> mask >> expert & 1).average().orElse(0);
    }
}
