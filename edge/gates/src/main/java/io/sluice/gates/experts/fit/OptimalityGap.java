package io.sluice.gates.experts.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How much a gate that was fitted on all experts loses on a subset of them: gap(S) = loss of the
 * masked gate − loss of a gate that was fitted on S alone, in nats, of the weighted answer of all
 * in S. That it is 0 holds for a gate that can represent any function; one that cannot has to be
 * measured (methods.md 3.3).
 *
 * @param subsets at least two experts each; the largest gap first
 * @param exhaustive whether these are all subsets, and not some drawn by chance
 */
public record OptimalityGap(List<Subset> subsets, boolean exhaustive) {
    /** Up to so many experts every subset is measured. */
    public static final int EXHAUSTIVE = 6;

    /** So many are drawn otherwise. */
    public static final int SAMPLED = 40;

    /**
     * One subset.
     *
     * @param experts their names
     * @param masked loss of the gate of all experts, nats
     * @param retrained loss of a gate of these alone, nats
     */
    public record Subset(List<String> experts, double masked, double retrained) {
        /** Above 0 when retraining helps. */
        public double gap() {
            return masked - retrained;
        }
    }

    /**
     * Measures.
     *
     * @param fit rows that gates are fitted on
     * @param held rows that losses are measured on
     * @param vectors of the gate of all experts
     * @param temperature τ of all gates
     */
    static OptimalityGap measure(
            RecordedExperts recorded,
            int[] fit,
            int[] held,
            float[][] vectors,
            double temperature,
            ExpertGateFit.Settings settings,
            long seed) {
        int experts = recorded.experts();
        boolean all = experts <= EXHAUSTIVE;
        List<Subset> subsets = new ArrayList<>();
        for (long mask : all ? everyMask(experts) : drawnMasks(experts, seed)) {
            Set<String> names = new TreeSet<>();
            List<float[]> kept = new ArrayList<>();
            for (int n = 0; n < experts; n++) {
                if ((mask >> n & 1) != 0) {
                    names.add(recorded.names().get(n));
                    kept.add(vectors[n]);
                }
            }
            RecordedExperts some = recorded.only(names);
            float[][] again = ExpertGateFit.joint(some, fit, temperature, settings);
            subsets.add(
                    new Subset(
                            some.names(),
                            GateTemperature.answerLoss(
                                    some, held, kept.toArray(float[][]::new), temperature),
                            GateTemperature.answerLoss(some, held, again, temperature)));
        }
        subsets.sort(Comparator.comparingDouble(Subset::gap).reversed());
        return new OptimalityGap(List.copyOf(subsets), all);
    }

    /** The largest gap, nats; 0 when there is no subset. */
    public double largest() {
        return subsets.isEmpty() ? 0 : subsets.get(0).gap();
    }

    /** Proper subsets of two and more. */
    private static long[] everyMask(int experts) {
        return IntStream.range(1, (1 << experts) - 1)
                .filter(mask -> Integer.bitCount(mask) >= 2)
                .mapToLong(mask -> mask)
                .toArray();
    }

    private static long[] drawnMasks(int experts, long seed) {
        Random random = new Random(seed);
        Set<Long> drawn = new TreeSet<>();
        while (drawn.size() < SAMPLED) {
            int size = 2 + random.nextInt(experts - 2);
            long mask = 0;
            while (Long.bitCount(mask) < size) {
                mask |= 1L << random.nextInt(experts);
            }
            drawn.add(mask);
        }
        return drawn.stream().mapToLong(Long::longValue).toArray();
    }
}
