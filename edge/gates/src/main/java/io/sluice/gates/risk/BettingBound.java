package io.sluice.gates.risk;

import java.util.function.DoublePredicate;

/**
 * The betting upper confidence bound of Waudby-Smith and Ramdas, as risk control uses it
 * (methods.md 5.1). Against "the mean loss is above m" a capital of 1 is bet on every row in turn:
 *
 * <pre>K_i = Π_{j≤i} (1 − min(ν_j, ¾ / (1 − m)) · (x_j − m))
 * ν_j = √(2 ln(1/δ) / (n σ²_{j−1})),   μ_j = (½ + Σ x) / (1 + j),   σ²_j = (¼ + Σ (x − μ)²) / (1 + j)
 * </pre>
 *
 * <p>The bet on a row depends on the rows before it alone, so the capital is a supermartingale
 * under every mean above m, and reaches 1/δ with probability at most δ (Ville). The bound is the
 * least m at which it does; K rises with m. No single loss takes more than ¾ of the capital.
 *
 * <p>Bets need rows in a random order, and a recorded sample may be sorted: rows are shuffled by
 * the seed, the same way for every knob.
 */
final class BettingBound implements RiskBound {
    private static final double MOST_AT_STAKE = 0.75;

    private final double delta;
    private final int[] order;
    private final double[] losses;
    private final double[] bets;

    BettingBound(double delta, int rows, long seed) {
        this.delta = delta;
        this.order = Shuffle.of(rows, seed);
        this.losses = new double[rows];
        this.bets = new double[rows];
    }

    @Override
    public DoublePredicate on(float[] unshuffled) {
        PlugIn plugIn = new PlugIn(delta, order.length);
        for (int i = 0; i < order.length; i++) {
            losses[i] = unshuffled[order[i]];
            bets[i] = plugIn.bet();
            plugIn.observe(losses[i]);
        }
        return this::passes;
    }

    private boolean passes(double bound) {
        double most = MOST_AT_STAKE / (1 - bound);
        double goal = 1 / delta;
        double capital = 1;
        for (int i = 0; i < losses.length; i++) {
            capital *= 1 - Math.min(bets[i], most) * (losses[i] - bound);
            if (capital >= goal) {
                return true;
            }
        }
        return false;
    }

    static boolean passesLossFree(double delta, long rows, double bound) {
        PlugIn plugIn = new PlugIn(delta, rows);
        double most = MOST_AT_STAKE / (1 - bound);
        double capital = 1;
        for (long i = 0; i < rows; i++) {
            capital *= 1 + Math.min(plugIn.bet(), most) * bound;
            plugIn.observe(0);
        }
        return capital >= 1 / delta;
    }

    /** The predictable bets ν. */
    private static final class PlugIn {
        private final double scale;
        private long count;
        private double sum;
        private double squares;

        PlugIn(double delta, long rows) {
            this.scale = 2 * Math.log(1 / delta) / rows;
        }

        double bet() {
            return Math.sqrt(scale * (1 + count) / (0.25 + squares));
        }

        void observe(double loss) {
            count++;
            sum += loss;
            double deviation = loss - (0.5 + sum) / (1 + count);
            squares += deviation * deviation;
        }
    }
}
