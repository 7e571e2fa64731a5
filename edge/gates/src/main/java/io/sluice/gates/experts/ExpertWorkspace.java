package io.sluice.gates.experts;

/**
 * Room for one choice of experts, and the search in it. It belongs to one thread and may serve any
 * number of gates, one after the other; what is in it means nothing between calls.
 *
 * <p>The search goes through sets in order of rising predicted loss, depth first. What a set can
 * still become is bounded from below by giving it the least loss and the least cost of all that may
 * follow; that is exact, because rounding keeps the order of sums and products of numbers of at
 * least 0.
 */
public final class ExpertWorkspace {
    private final int[] order = new int[ExpertPolicy.MOST_EXPERTS];
    private final double[] losses = new double[ExpertPolicy.MOST_EXPERTS];
    private final double[] costs = new double[ExpertPolicy.MOST_EXPERTS];
    private final double[] joules = new double[ExpertPolicy.MOST_EXPERTS];
    private final double[] millis = new double[ExpertPolicy.MOST_EXPERTS];
    private final double[] leastCosts = new double[ExpertPolicy.MOST_EXPERTS + 1];
    private int count;
    private int most;
    private double correlation;
    private double millisPrice;
    private double mostJoules;

    private double least;
    private long bestMask;
    private double bestValue;
    private double bestLoss;
    private double bestJoules;
    private double bestMillis;

    /** Takes no candidate yet. */
    void start(int mostAsked, double rho, double priceOfMillis, double joulesLeft) {
        count = 0;
        most = mostAsked;
        correlation = rho;
        millisPrice = priceOfMillis;
        mostJoules = joulesLeft;
        bestMask = 0;
        bestValue = Double.POSITIVE_INFINITY;
    }

    /** Takes a candidate; {@link #order} is that of losses, energies and indices. */
    void add(int expert, double loss, double cost, double energy, double completionMillis) {
        losses[expert] = loss;
        costs[expert] = cost;
        joules[expert] = energy;
        millis[expert] = completionMillis;
        int at = count++;
        while (at > 0 && comesAfter(order[at - 1], loss, energy)) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = expert;
    }

    private boolean comesAfter(int expert, double loss, double energy) {
        return losses[expert] > loss || losses[expert] == loss && joules[expert] > energy;
    }

    void search(ExpertChoice choice) {
        leastCosts[count] = Double.POSITIVE_INFINITY;
        for (int i = count - 1; i >= 0; i--) {
            leastCosts[i] = Math.min(costs[order[i]], leastCosts[i + 1]);
        }
        extend(0, 0, 0, 1, 0, 0, 0);
        if (bestMask == 0) {
            choice.none();
        } else {
            choice.set(bestMask, bestValue, bestLoss, bestJoules, bestMillis);
        }
    }

    private void extend(
            int from,
            int size,
            long mask,
            double product,
            double cost,
            double energy,
            double slowest) {
        for (int i = from; i < count; i++) {
            int expert = order[i];
            if (size == 0) {
                least = losses[expert];
            }
            if (bound(i, most - size, product, cost, slowest) > bestValue) {
                return;
            }
            double newEnergy = energy + joules[expert];
            if (!(newEnergy <= mostJoules)) {
                continue;
            }
            long newMask = mask | 1L << expert;
            double newProduct = product * losses[expert];
            double newCost = cost + costs[expert];
            double newSlowest = Math.max(slowest, millis[expert]);
            consider(newMask, size + 1, newProduct, newCost, newEnergy, newSlowest);
            if (size + 1 < most) {
                extend(i + 1, size + 1, newMask, newProduct, newCost, newEnergy, newSlowest);
            }
        }
    }

    /** What a set can be worth at best once at least one of those from an index on has joined. */
    private double bound(int from, int more, double product, double cost, double slowest) {
        double leastProduct = product;
        for (int step = 0; step < more; step++) {
            leastProduct *= losses[order[from]];
        }
        return loss(leastProduct) + (cost + leastCosts[from]) + millisPrice * slowest;
    }

    private double loss(double product) {
        return correlation * least + (1 - correlation) * product;
    }

    private void consider(
            long mask, int size, double product, double cost, double energy, double slowest) {
        double loss = loss(product);
        double value = loss + cost + millisPrice * slowest;
        if (value < bestValue || value == bestValue && isPreferred(mask, size, energy)) {
            bestMask = mask;
            bestValue = value;
            bestLoss = loss;
            bestJoules = energy;
            bestMillis = slowest;
        }
    }

    /** Of equal values: less energy, fewer experts, then the lower index where they differ. */
    private boolean isPreferred(long mask, int size, double energy) {
        if (energy != bestJoules) {
            return energy < bestJoules;
        }
        int bestSize = Long.bitCount(bestMask);
        if (size != bestSize) {
            return size < bestSize;
        }
        return (mask & Long.lowestOneBit(mask ^ bestMask)) != 0;
    }
}
