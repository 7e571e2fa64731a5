package io.sluice.gates.experts;

import io.sluice.gates.Prices;
import io.sluice.schemas.Resource;

/**
 * Which experts to ask for one request, and how much each answer counts. Immutable, allocates
 * nothing per request.
 *
 * <p>Everything rests on one score: the predicted loss L_n = σ(−v_n·(u, 1)), the probability that
 * expert n is wrong about an input with features u. Of the sets S of at most k candidates that one
 * is chosen with the least
 *
 * <pre>
 * ρ·min L + (1 − ρ)·Π L + λ·ΣJ/scale + p_ms·slowest/latency + p_bytes·(experts asked over the wire)
 * </pre>
 *
 * with λ = λ0 + p_joules, subject to ΣJ within what the category allows; the deadline is kept by
 * {@link Candidates}. Without prices and limits, and with λ0 = 0, these are the k of the greatest
 * softmax weight (methods.md 3.1, 3.2); a higher price of joules never chooses more joules. The
 * weights are the softmax of −L/τ over those that count. Ours, not of a paper: the form of the
 * objective; a vector per expert that its owner fits is of methods.md 4.9.
 */
public final class ExpertGate {
    private final int features;
    private final int experts;
    private final float[][] vectors;
    private final double temperature;
    private final double correlation;
    private final double costWeight;
    private final double joulesScale;

    public ExpertGate(ExpertPolicy policy) {
        this(policy, policy.costWeight());
    }

    private ExpertGate(ExpertPolicy policy, double costWeight) {
        features = policy.features();
        experts = policy.experts().size();
        vectors = new float[experts][];
        for (int n = 0; n < experts; n++) {
            vectors[n] = policy.experts().get(n).vector().clone();
        }
        temperature = policy.temperature();
        correlation = policy.correlation();
        this.costWeight = costWeight;
        joulesScale = policy.joulesScale();
    }

    /**
     * The gate of a policy without its λ0. Asked without prices, it chooses the full set: as many
     * experts as the limits allow, those that are the most likely to be right, whatever they cost.
     */
    public static ExpertGate atAnyCost(ExpertPolicy policy) {
        return new ExpertGate(policy, 0);
    }

    /**
     * Predicts the loss of every expert. Where the features say nothing, because one is not finite,
     * every loss is 1.
     *
     * @param values the router's features, from {@code offset} on
     * @param losses gets one number per expert, from 0 to 1
     * @throws IllegalArgumentException when there are fewer values from there on than the policy
     *     has features
     */
    public void predict(float[] values, int offset, float[] losses) {
        if (offset < 0 || values.length - offset < features) {
            throw new IllegalArgumentException(
                    values.length
                            + " values of a router, from index "
                            + offset
                            + "; expected at least "
                            + features
                            + " features from there");
        }
        for (int n = 0; n < experts; n++) {
            double score = score(vectors[n], values, offset);
            losses[n] = Double.isNaN(score) ? 1 : (float) (1 / (1 + Math.exp(score)));
        }
    }

    /** In four sums, because one sum would wait for each of its additions. */
    private float score(float[] vector, float[] values, int offset) {
        float first = vector[features];
        float second = 0;
        float third = 0;
        float fourth = 0;
        int f = 0;
        for (; f + 3 < features; f += 4) {
            first += vector[f] * values[offset + f];
            second += vector[f + 1] * values[offset + f + 1];
            third += vector[f + 2] * values[offset + f + 2];
            fourth += vector[f + 3] * values[offset + f + 3];
        }
        for (; f < features; f++) {
            first += vector[f] * values[offset + f];
        }
        return first + second + (third + fourth);
    }

    /**
     * Chooses the experts to ask.
     *
     * @param losses of {@link #predict}
     * @param candidates who can make the deadline
     * @param category how many may be asked and what they may take
     * @param choice gets the outcome, {@link ExpertChoice#mask} 0 when no candidate may be asked
     */
    public void choose(
            float[] losses,
            Candidates candidates,
            ExpertCategory category,
            Prices prices,
            ExpertWorkspace space,
            ExpertChoice choice) {
        double lambda = lambda(prices);
        double bytes = prices.of(Resource.BYTES);
        double millisPrice = prices.of(Resource.MILLISECONDS) / category.latencyMillis();
        space.start(category.mostAsked(), correlation, millisPrice, category.joulesPerRequest());
        for (long rest = candidates.mask(); rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            space.add(
                    n,
                    losses[n],
                    cost(candidates, n, lambda, bytes),
                    candidates.joules(n),
                    candidates.millis(n));
        }
        space.search(choice);
    }

    /**
     * The best further expert to ask when some of those asked are not expected to answer in time.
     *
     * @param candidates who can still make the deadline; the replicas that were asked left out
     * @param expected the experts that have answered or are still expected to
     * @param joulesLeft what the category allows less what those asked were predicted to take, J
     * @return its index; −1 when there is none, or asking it would cost more than it is worth
     */
    public int hedge(
            float[] losses,
            Candidates candidates,
            long expected,
            double joulesLeft,
            ExpertCategory category,
            Prices prices) {
        double lambda = lambda(prices);
        double bytes = prices.of(Resource.BYTES);
        double millisPrice = prices.of(Resource.MILLISECONDS) / category.latencyMillis();
        double least = 1;
        double product = 1;
        for (long rest = expected; rest != 0; rest &= rest - 1) {
            double loss = losses[Long.numberOfTrailingZeros(rest)];
            least = Math.min(least, loss);
            product *= loss;
        }
        double bestValue = expected == 0 ? Double.POSITIVE_INFINITY : loss(least, product);
        double bestJoules = 0;
        int best = -1;
        for (long rest = candidates.mask() & ~expected; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            double joules = candidates.joules(n);
            double value =
                    loss(Math.min(least, losses[n]), product * losses[n])
                            + cost(candidates, n, lambda, bytes)
                            + millisPrice * candidates.millis(n);
            if (joules <= joulesLeft
                    && (value < bestValue || value == bestValue && joules < bestJoules)) {
                best = n;
                bestValue = value;
                bestJoules = joules;
            }
        }
        return best;
    }

    /**
     * The softmax weights of the experts whose answers count; a subset has the weights of all,
     * masked and renormalised.
     *
     * @param mask those experts
     * @param result gets one number per expert: 0 outside of the mask, and a sum of 1 within
     */
    public void weights(float[] losses, long mask, float[] result) {
        float least = Float.POSITIVE_INFINITY;
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            least = Math.min(least, losses[Long.numberOfTrailingZeros(rest)]);
        }
        double sum = 0;
        for (int n = 0; n < experts; n++) {
            double mass = (mask >> n & 1) == 0 ? 0 : Math.exp((least - losses[n]) / temperature);
            result[n] = (float) mass;
            sum += mass;
        }
        for (int n = 0; n < experts && sum > 0; n++) {
            result[n] = (float) (result[n] / sum);
        }
    }

    /** The price of energy in force: λ0 plus that of joules. */
    public double lambda(Prices prices) {
        return costWeight + prices.of(Resource.JOULES);
    }

    /** How many experts it knows. */
    public int experts() {
        return experts;
    }

    private double loss(double least, double product) {
        return correlation * least + (1 - correlation) * product;
    }

    private double cost(Candidates candidates, int expert, double lambda, double bytes) {
        return lambda * (candidates.joules(expert) / joulesScale)
                + (candidates.isRemote(expert) ? bytes : 0);
    }
}
