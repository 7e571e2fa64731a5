package io.sluice.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The weather as a Markov chain over contexts: at every tick it is drawn anew with a fixed
 * probability, from the long-run shares. So the shares are the same however fast it changes, and
 * one number says how fast.
 */
public final class WeatherChain {
    private final double[] shares;
    private final double stay;

    /**
     * @param shares the long-run share of each context; they sum to 1
     * @param redrawEvery mean time between draws, which may draw the same context again
     * @param period time of a tick
     * @throws IllegalArgumentException when the shares do not sum to 1 within 1e-9
     */
    public WeatherChain(List<Double> shares, Duration redrawEvery, Duration period) {
        this.shares = shares.stream().mapToDouble(Double::doubleValue).toArray();
        double sum = Arrays.stream(this.shares).sum();
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException(
                    "the shares " + shares + " sum to " + sum + "; expected 1");
        }
        stay = StrictMath.exp(-(double) period.toNanos() / redrawEvery.toNanos());
    }

    /** The probability of each context after a tick, by the context before it. */
    public double[][] transitions() {
        double[][] rows = new double[shares.length][shares.length];
        for (int from = 0; from < shares.length; from++) {
            for (int to = 0; to < shares.length; to++) {
                rows[from][to] = (from == to ? stay : 0) + (1 - stay) * shares[to];
            }
        }
        return rows;
    }

    /** The long-run share of each context; a copy. */
    public double[] shares() {
        return shares.clone();
    }

    int draw(SplitMix random) {
        double left = random.uniform();
        int context = 0;
        while (context < shares.length - 1 && left >= shares[context]) {
            left -= shares[context++];
        }
        return context;
    }

    int next(int context, SplitMix random) {
        // Both numbers are drawn each time, so that chains of all speeds use the same ones.
        boolean redraw = random.uniform() >= stay;
        int drawn = draw(random);
        return redraw ? drawn : context;
    }
}
