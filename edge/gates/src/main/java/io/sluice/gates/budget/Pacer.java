package io.sluice.gates.budget;

/**
 * The level of one budget's price, moved by what was spent: the law of methods.md 5.2 and 5.3
 * (ParetoBandit's [C]), with a weight w for every cost in place of one event, so that it is the
 * same at any rate of events when w is the time that has passed:
 *
 * <pre>
 * s ← (τ·s + c) / (τ + w)                    smoothed spending per unit of weight
 * e = s / B − 1                              how far it is from the budget
 * u ← clip(u + w/θ·e, least, most)           the level
 * </pre>
 *
 * <p>With w = 1 for every event, θ = 20, τ = 19 and ends 0 and 5 this is ParetoBandit's with α = η
 * = 0.05, and u the price. The weights here are such that over any costs {@code Σc − B·Σw = B·Σθ·Δu
 * + τ·Δs} while u is between its ends: what was spent beyond the budget is exactly what u and s
 * have gained, so that the long-run mean is the budget whatever the gate, and no rate has to be
 * known.
 *
 * <p>What is ours, not ParetoBandit's: those weights, a lower end below 0 (noise around a price of
 * 0 is not lost), and that θ depends on whether the error is of one sign. {@code |EWMA e| / EWMA
 * |e|}, squared, goes from {@code calm} (noise, or a loop that swings because costs are known late)
 * to {@code reach} (a change of load or budget). θ depends on the past alone and alike on errors of
 * both signs.
 *
 * <p>It paces, it does not cap: what was spent may pass the budget for a while, and smoothing voids
 * the formal regret bound. A hard cap needs a bucket beside it.
 *
 * <p><b>Owned state:</b> {@link #price()} and {@link #meanCost()}, beside means of errors that are
 * found again in a few seconds. <b>Threading:</b> one thread.
 */
public final class Pacer {
    /** Over how much weight errors are averaged, in {@link Settings#reach}. */
    private static final double MEMORY = 3;

    /**
     * The law's constants.
     *
     * @param budget B: the mean cost of a unit of weight that is to be met, in the resource's unit;
     *     above 0
     * @param smoothing τ: the weight over which costs are smoothed; at least 0
     * @param reach θ where errors are of one sign: the weight in which costs of twice the budget
     *     raise the level by 1; above 0
     * @param calm θ where they are not, at least {@code reach}
     * @param least the lower end of the level, at most 0
     * @param most the upper end, above 0
     */
    public record Settings(
            double budget, double smoothing, double reach, double calm, double least, double most) {
        public Settings {
            requirePositive("budget", budget);
            requirePositive("reach", reach);
            requirePositive("most price", most);
            if (!(smoothing >= 0) || Double.isInfinite(smoothing)) {
                throw new IllegalArgumentException(
                        "a pacer's smoothing is finite and at least 0, not " + smoothing);
            }
            if (!(calm >= reach) || !(least <= 0)) {
                throw new IllegalArgumentException(
                        "a pacer's calm is at least its reach and its least level at most 0, not "
                                + calm
                                + " and "
                                + least);
            }
        }

        private static void requirePositive(String name, double value) {
            if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a pacer's " + name + " is finite and above 0, not " + value);
            }
        }

        /** α = η = 0.05 for every event and prices up to 5, as ParetoBandit has them. */
        public static Settings of(double budget) {
            return new Settings(budget, 19, 20, 20, 0, 5);
        }
    }

    private Settings settings;
    private double price;
    private double meanCost;
    private double meanError;
    private double meanDistance;

    /** A pacer that has seen nothing: the price is 0, the mean cost the budget. */
    public Pacer(Settings settings) {
        this(settings, 0, settings.budget());
    }

    /**
     * A pacer as it was.
     *
     * @param price not NaN; beyond the ends is the end, as after a change of settings
     * @param meanCost in the resource's unit
     */
    public Pacer(Settings settings, double price, double meanCost) {
        requireFinite(meanCost);
        requireFinite(price);
        this.meanCost = meanCost;
        adopt(settings, price);
    }

    /**
     * Goes on by other settings from a level.
     *
     * @param level not NaN; beyond the ends is the end
     */
    public void adopt(Settings next, double level) {
        requireFinite(level);
        settings = next;
        price = clip(level);
    }

    /**
     * Counts what one event has cost.
     *
     * @param cost measured, the gate's own share included; in the resource's unit, at least 0
     * @return the price from now on
     */
    public double spent(double cost) {
        if (!(cost >= 0)) {
            throw new IllegalArgumentException("a cost is finite and at least 0, not " + cost);
        }
        return spent(cost, 1);
    }

    /**
     * Counts a cost and the weight since the one before.
     *
     * @param cost in the resource's unit; below 0 takes back what was counted too much
     * @param weight at least 0, above 0 where nothing is smoothed
     * @return the price from now on
     */
    public double spent(double cost, double weight) {
        requireFinite(cost);
        meanCost = (settings.smoothing() * meanCost + cost) / (settings.smoothing() + weight);
        double error = meanCost / settings.budget() - 1;
        double known = weight / (MEMORY * settings.reach() + weight);
        meanError += known * (error - meanError);
        meanDistance += known * (Math.abs(error) - meanDistance);
        price = clip(price + weight / reach() * error);
        return price;
    }

    private double reach() {
        if (settings.calm() == settings.reach() || meanDistance == 0) {
            return settings.reach();
        }
        double oneSided = meanError / meanDistance;
        return settings.calm() - (settings.calm() - settings.reach()) * oneSided * oneSided;
    }

    private double clip(double level) {
        return Math.max(settings.least(), Math.min(settings.most(), level));
    }

    private static void requireFinite(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("costs and prices are finite numbers, not " + value);
        }
    }

    /** u: the price itself where the lower end is 0; 0 or less while the budget does not bind. */
    public double price() {
        return price;
    }

    /** s: the smoothed cost of a unit of weight, in the resource's unit. */
    public double meanCost() {
        return meanCost;
    }

    /** The settings in force. */
    public Settings settings() {
        return settings;
    }
}
