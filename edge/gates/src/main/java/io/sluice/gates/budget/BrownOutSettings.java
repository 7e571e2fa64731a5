package io.sluice.gates.budget;

import java.util.List;

/**
 * When cheaper tiers are used, and which, so that a job that falls behind answers cheaply instead
 * of late.
 *
 * @param enter the load from which on a tier more is used; load is the age of the oldest events
 *     over their deadlines
 * @param leave the load below which a tier is left, below {@code enter}
 * @param battery the level of the battery, 0 to 1, below which a tier more is used; 0 for never. It
 *     has recovered {@link #BATTERY_RECOVERY} above it
 * @param holdSeconds for how long load has to be above or below, for each tier
 * @param ageSeconds the deadline of events that have none, above 0
 * @param tiers the prices that a class of events has at least, rising; {@link #CHEAPEST} for the
 *     cheapest action. Empty for no brown-out
 */
public record BrownOutSettings(
        double enter,
        double leave,
        double battery,
        double holdSeconds,
        double ageSeconds,
        List<Double> tiers) {
    /** So high a price that every gate takes its cheapest action. */
    public static final double CHEAPEST = 1e6;

    /** How far above its level a battery has recovered. */
    public static final double BATTERY_RECOVERY = .05;

    /** No brown-out. */
    public static final BrownOutSettings NONE = new BrownOutSettings(.8, .4, 0, 1, 10, List.of());

    public BrownOutSettings {
        tiers = List.copyOf(tiers);
        require("leave", leave, leave > 0, "above 0");
        require("enter", enter, enter > leave, "above leave " + leave);
        require("battery", battery, battery >= 0 && battery < 1, "at least 0 and below 1");
        require("hold", holdSeconds, holdSeconds >= 0, "at least 0 s");
        require("age", ageSeconds, ageSeconds > 0, "above 0 s");
        double before = 0;
        for (double tier : tiers) {
            require("tiers", tier, tier > before, "above the one before, " + before);
            before = tier;
        }
    }

    private static void require(String name, double value, boolean holds, String form) {
        if (!holds || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "brown-out's " + name + " is finite and " + form + ", not " + value);
        }
    }
}
