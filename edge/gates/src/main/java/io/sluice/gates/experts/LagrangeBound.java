package io.sluice.gates.experts;

import java.util.Arrays;

/**
 * A lower bound of what any allowed set can reach that holds some experts and may hold others,
 * under the limit of standby power alone.
 *
 * <p>Choosing experts for rows is facility location with a knapsack. With a price v_r for leaving a
 * row without an expert, any set S costs at least Σ v_r − Σ_{n∈S} ρ_n with ρ_n = Σ_r max(0, v_r −
 * L_rn), and the greatest Σ ρ_n within the watts left is at most that of the fractional knapsack.
 * That holds for every v; a few steps along the subgradient 1 − Σ_{n∈S} [v_r &gt; L_rn] make it
 * tight (Held, Wolfe and Crowder's method). Not thread-safe.
 */
final class LagrangeBound {
    private static final double SLOWER = .8;

    private final CoarseProblem problem;
    private final SampleLosses losses;
    private final double[] prices;
    private final double[] best;
    private final double[] start;
    private final float[] gradient;
    private final double[] rho;
    private final double[] share;
    private final int[] order;
    private int critical;

    LagrangeBound(CoarseProblem problem, SampleLosses losses) {
        this.problem = problem;
        this.losses = losses;
        prices = new double[losses.rows()];
        best = new double[losses.rows()];
        start = new double[losses.rows()];
        gradient = new float[losses.rows()];
        rho = new double[problem.experts()];
        share = new double[problem.experts()];
        order = new int[problem.experts()];
    }

    /** Starts from each row's loss under a set, such as a good one. */
    void start(float[] rowLosses) {
        for (int row = 0; row < start.length; row++) {
            start[row] = rowLosses[row];
        }
    }

    /** Lets later bounds start from the prices of the best one of the last call. */
    void keep() {
        System.arraycopy(best, 0, start, 0, start.length);
    }

    /**
     * The bound, as a sum over rows.
     *
     * @param wattsLeft what may be drawn beside the fixed experts
     * @param reached what the best set so far has reached
     */
    double solve(long fixed, long free, double wattsLeft, double reached, int steps) {
        System.arraycopy(start, 0, prices, 0, prices.length);
        double greatest = Double.NEGATIVE_INFINITY;
        double pace = 1;
        for (int step = 0; step < steps; step++) {
            double bound = evaluate(fixed, free, wattsLeft);
            if (bound > greatest) {
                greatest = bound;
                System.arraycopy(prices, 0, best, 0, best.length);
            } else {
                pace *= SLOWER;
            }
            if (greatest >= reached) {
                break;
            }
            move(fixed | free, pace * (reached - bound));
        }
        return greatest;
    }

    /** The expert that the knapsack takes in part, or else the free one taken of the greatest ρ. */
    int critical() {
        return critical;
    }

    private double evaluate(long fixed, long free, double wattsLeft) {
        double sum = 0;
        for (double price : prices) {
            sum += price;
        }
        for (long rest = fixed | free; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            rho[n] = savings(losses.of(n));
            share[n] = 1;
        }
        for (long rest = fixed; rest != 0; rest &= rest - 1) {
            sum -= rho[Long.numberOfTrailingZeros(rest)];
        }
        return sum - knapsack(free, wattsLeft);
    }

    private double savings(float[] column) {
        double even = 0;
        double odd = 0;
        int row = 0;
        for (; row + 1 < prices.length; row += 2) {
            even += Math.max(0, prices[row] - column[row]);
            odd += Math.max(0, prices[row + 1] - column[row + 1]);
        }
        if (row < prices.length) {
            even += Math.max(0, prices[row] - column[row]);
        }
        return even + odd;
    }

    private double knapsack(long free, double wattsLeft) {
        int count = sort(free);
        double left = wattsLeft;
        double sum = 0;
        critical = count > 0 ? order[0] : -1;
        boolean isFull = false;
        for (int i = 0; i < count; i++) {
            int n = order[i];
            double watts = problem.watts()[n];
            share[n] = isFull ? 0 : watts <= left ? 1 : left / watts;
            if (!isFull && watts > left) {
                isFull = true;
                critical = n;
            }
            sum += share[n] * rho[n];
            left -= share[n] * watts;
        }
        return sum;
    }

    /** By rising watts per ρ. */
    private int sort(long free) {
        int count = 0;
        for (long rest = free; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            int at = count++;
            while (at > 0 && isDenser(n, order[at - 1])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = n;
        }
        return count;
    }

    private boolean isDenser(int a, int b) {
        return rho[a] * problem.watts()[b] > rho[b] * problem.watts()[a];
    }

    private void move(long experts, double distance) {
        Arrays.fill(gradient, 1);
        for (long rest = experts; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            float taken = (float) share[n];
            if (taken > 0) {
                float[] column = losses.of(n);
                for (int row = 0; row < gradient.length; row++) {
                    gradient[row] -= prices[row] > column[row] ? taken : 0;
                }
            }
        }
        double norm = 0;
        for (float value : gradient) {
            norm += value * value;
        }
        double step = norm > 0 ? distance / norm : 0;
        for (int row = 0; row < prices.length; row++) {
            prices[row] += step * gradient[row];
        }
    }

    /** The order in which the last knapsack took the free experts, as far as {@code count}. */
    int taken(int index) {
        return order[index];
    }
}
