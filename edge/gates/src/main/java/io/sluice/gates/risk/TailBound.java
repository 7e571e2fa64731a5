package io.sluice.gates.risk;

import java.util.function.DoublePredicate;

/**
 * A p-value against "the mean loss is above the bound" (learn then test, methods.md 5.1): the exact
 * binomial tail for losses of 0 and 1, else Hoeffding–Bentkus, with R the mean loss, ε the bound
 * and kl the relative entropy of two coins:
 *
 * <pre>min( exp(−n · kl(R, ε)), e · P(Bin(n, ε) ≤ ⌈nR⌉) )</pre>
 */
record TailBound(double delta) implements RiskBound {
    @Override
    public DoublePredicate on(float[] losses) {
        double sum = 0;
        boolean zeroOne = true;
        for (float loss : losses) {
            sum += loss;
            zeroOne &= loss == 0 || loss == 1;
        }
        int rows = losses.length;
        double total = sum;
        return zeroOne
                ? bound -> BinomialTail.atMost((long) total, rows, bound) <= delta
                : bound -> hoeffdingBentkus(total, rows, bound) <= delta;
    }

    static double hoeffdingBentkus(double sum, int rows, double bound) {
        double mean = sum / rows;
        if (mean >= bound) {
            return 1;
        }
        double hoeffding = Math.exp(-rows * relativeEntropy(mean, bound));
        double bentkus = Math.E * BinomialTail.atMost((long) Math.ceil(sum), rows, bound);
        return Math.min(hoeffding, bentkus);
    }

    private static double relativeEntropy(double p, double q) {
        double heads = p == 0 ? 0 : p * Math.log(p / q);
        return heads + (1 - p) * (Math.log1p(-p) - Math.log1p(-q));
    }
}
