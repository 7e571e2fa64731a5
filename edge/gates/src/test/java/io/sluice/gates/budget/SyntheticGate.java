package io.sluice.gates.budget;

import java.util.Random;

/**
 * Gates of known form: what an event costs at a price, never more at a higher one. Costs are from 1
 * to 5, or exponential; {@link #mean} is their mean at price 0 and {@link #halfway} one that half
 * of the range of prices reaches.
 */
enum SyntheticGate {
    /** The dear action is worth up to 1. */
    LINEAR(5, 2) {
        @Override
        double cost(double price, double worth, Random random) {
            return worth > price ? 5 : 1;
        }
    },
    /** It needs the whole range of prices. */
    SLUGGISH(5, 2) {
        @Override
        double cost(double price, double worth, Random random) {
            return worth > price / 5 ? 5 : 1;
        }
    },
    /** It needs next to none. */
    STEEP(5, 2) {
        @Override
        double cost(double price, double worth, Random random) {
            return worth * .05 > price ? 5 : 1;
        }
    },
    /** All events are alike: there is no price that spends the budget. */
    STEP(5, 2) {
        @Override
        double cost(double price, double worth, Random random) {
            return price < .4 ? 5 : 1;
        }
    },
    /** Nothing happens below a price of 3. */
    LATE(5, 2.2) {
        @Override
        double cost(double price, double worth, Random random) {
            return worth > (price - 3) / 1.5 ? 5 : 1;
        }
    },
    /** As κ = κ0 / (1 + p) does, with exponential costs. */
    DIVIDED(4.5, 1.6) {
        @Override
        double cost(double price, double worth, Random random) {
            return .5 - 4 * Math.log(1 - random.nextDouble()) / (1 + price);
        }
    };

    private final double mean;
    private final double halfway;

    SyntheticGate(double mean, double halfway) {
        this.mean = mean;
        this.halfway = halfway;
    }

    /**
     * What an event costs.
     *
     * @param worth how much the dear action is worth for it, uniform from 0 to 1
     */
    abstract double cost(double price, double worth, Random random);

    double mean() {
        return mean;
    }

    double halfway() {
        return halfway;
    }
}
