package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertPolicy;
import java.util.stream.IntStream;

/**
 * The two numbers of a gate that are no expert's: τ of the weights and ρ of the choice. Both from
 * rows that the vectors were not fitted on.
 */
final class GateTemperature {
    /**
     * A weight's slope is 1/τ: with less, vectors that are fitted to the answer follow single rows.
     */
    private static final double LEAST = 0.05;

    private static final double MOST = 2;
    private static final int TEMPERATURES = 40;
    private static final int CORRELATIONS = 99;

    private GateTemperature() {}

    /** τ of the least loss of the answer of all experts together, from a grid. */
    static double temperature(RecordedExperts recorded, int[] rows, float[][] vectors) {
        double best = MOST;
        double bestLoss = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TEMPERATURES; i++) {
            double tau = LEAST * Math.pow(MOST / LEAST, i / (TEMPERATURES - 1.0));
            double loss = answerLoss(recorded, rows, vectors, tau);
            if (loss < bestLoss) {
                best = tau;
                bestLoss = loss;
            }
        }
        return best;
    }

    /**
     * ρ under which the predicted losses of all pairs of experts fit best to how often their fused
     * answers are wrong (least binary cross-entropy), from 0 to 0.99.
     */
    static double correlation(RecordedExperts recorded, int[] rows, ExpertPolicy policy) {
        double[] sums = new double[CORRELATIONS + 1];
        GateReader gate = new GateReader(policy, recorded);
        for (int row : rows) {
            gate.read(row);
            for (int a = 0; a < recorded.experts(); a++) {
                for (int b = a + 1; b < recorded.experts(); b++) {
                    boolean wrong = !gate.isRight(1L << a | 1L << b);
                    add(sums, gate.loss(a), gate.loss(b), wrong);
                }
            }
        }
        return IntStream.range(0, sums.length)
                        .reduce((a, b) -> sums[b] < sums[a] ? b : a)
                        .orElseThrow()
                / 100.0;
    }

    private static void add(double[] sums, double a, double b, boolean wrong) {
        for (int i = 0; i < sums.length; i++) {
            double rho = i / 100.0;
            double loss = rho * Math.min(a, b) + (1 - rho) * a * b;
            double probability = wrong ? loss : 1 - loss;
            sums[i] -= Math.log(Math.max(ExpertGateFit.LEAST_PROBABILITY, probability));
        }
    }

    /** Mean −log of what the weighted answer of all experts gives the truth, nats. */
    static double answerLoss(
            RecordedExperts recorded, int[] rows, float[][] vectors, double temperature) {
        int experts = recorded.experts();
        double[] losses = new double[experts];
        double sum = 0;
        for (int row : rows) {
            float[] features = recorded.features()[row];
            double least = 1;
            for (int n = 0; n < experts; n++) {
                double score = vectors[n][features.length];
                for (int f = 0; f < features.length; f++) {
                    score += vectors[n][f] * features[f];
                }
                losses[n] = 1 / (1 + Math.exp(score));
                least = Math.min(least, losses[n]);
            }
            double mass = 0;
            double mixed = 0;
            for (int n = 0; n < experts; n++) {
                double weight = Math.exp((least - losses[n]) / temperature);
                mass += weight;
                mixed +=
                        weight
                                * Math.max(
                                        ExpertGateFit.LEAST_PROBABILITY,
                                        recorded.probabilityOfTruth(n, row));
            }
            sum -= Math.log(mixed / mass);
        }
        return sum / rows.length;
    }
}
