package io.sluice.gates.budget;

/**
 * The dual price of one resource, moved by what was spent (methods.md 5.2 and 5.3; the law is
 * ParetoBandit's [C]): with every cost c the mean moves, c̄ ← (1 − α)·c̄ + α·c, and then the price,
 * p ← clip(p + η·(c̄/B − 1), 0, most). A price above 0 says that the budget binds.
 *
 * <p>It paces, it does not cap: what was spent may pass the budget for a while, and smoothing voids
 * the formal regret bound. A hard cap needs a bucket beside it.
 *
 * <p><b>Owned state:</b> {@link #price()} and {@link #meanCost()}. <b>Threading:</b> one thread.
 */
public final class Pacer {
    /**
     * The law's constants.
     *
     * @param budget B: the mean cost of one event that is to be met, in the resource's unit; above
     *     0
     * @param smoothing α: the weight of one cost in the mean; above 0, at most 1
     * @param step η: how fast the price moves; above 0
     * @param mostPrice where the price is clipped; above 0
     */
    public record Settings(double budget, double smoothing, double step, double mostPrice) {
        public Settings {
            requirePositive("budget", budget);
            requirePositive("smoothing", smoothing);
            requirePositive("step", step);
            requirePositive("most price", mostPrice);
            if (smoothing > 1) {
                throw new IllegalArgumentException("a smoothing is at most 1, not " + smoothing);
            }
        }

        private static void requirePositive(String name, double value) {
            if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a pacer's " + name + " is finite and above 0, not " + value);
            }
        }

        /** α = η = 0.05 and prices up to 5, as ParetoBandit has them. */
        public static Settings of(double budget) {
            return new Settings(budget, .05, .05, 5);
        }
    }

    private final Settings settings;
    private double price;
    private double meanCost;

    /** A pacer that has seen nothing: the price is 0, the mean cost the budget. */
    public Pacer(Settings settings) {
        this(settings, 0, settings.budget());
    }

    /**
     * A pacer as it was.
     *
     * @param price at least 0; above the most is the most, as after a change of settings
     * @param meanCost in the resource's unit, at least 0
     */
    public Pacer(Settings settings, double price, double meanCost) {
        requireCost(meanCost);
        if (!(price >= 0)) {
            throw new IllegalArgumentException("a price is at least 0, not " + price);
        }
        this.settings = settings;
        this.price = Math.min(price, settings.mostPrice());
        this.meanCost = meanCost;
    }

    /**
     * Counts what one event has cost.
     *
     * @param cost measured, the gate's own share included; in the resource's unit, at least 0
     * @return the price from now on
     */
    public double spent(double cost) {
        requireCost(cost);
        meanCost += settings.smoothing() * (cost - meanCost);
        double moved = price + settings.step() * (meanCost / settings.budget() - 1);
        price = Math.max(0, Math.min(settings.mostPrice(), moved));
        return price;
    }

    private static void requireCost(double cost) {
        if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a cost is finite and at least 0, not " + cost);
        }
    }

    /** p: 0 while the budget does not bind. */
    public double price() {
        return price;
    }

    /** c̄: the smoothed cost of an event, in the resource's unit. */
    public double meanCost() {
        return meanCost;
    }
}
