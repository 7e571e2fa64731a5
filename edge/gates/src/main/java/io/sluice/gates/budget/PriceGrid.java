package io.sluice.gates.budget;

import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.Arrays;

/**
 * The prices of one scope in steps of a fraction of a percent of 1 + price, each made once, so that
 * a price that moves makes no object for every event. Scopes that have the same name, those of all
 * keys, share one. <b>Threading:</b> one thread.
 */
final class PriceGrid {
    private static final double STEPS = 512;

    private final Resource resource;
    private final String scope;
    private final PriceScale scale;
    private final int top;
    private Price[] prices = {};

    PriceGrid(Resource resource, String scope, PriceScale scale) {
        this.resource = resource;
        this.scope = scope;
        this.scale = scale;
        this.top = Math.max(1, step(scale.span()));
    }

    private static int step(double level) {
        return (int) (level * STEPS + .5);
    }

    /** The price of a class at the level of a budget, or null for none. */
    Price at(double level, int rank) {
        int step = Math.min(top, step(scale.within(level, rank)));
        if (step == 0) {
            return null;
        }
        if (step >= prices.length) {
            prices = Arrays.copyOf(prices, Math.min(top, 2 * step) + 1);
        }
        if (prices[step] == null) {
            double price = step == top ? scale.mostPrice() : Math.expm1(step / STEPS);
            prices[step] = new Price(resource, scope, Math.min(scale.mostPrice(), price));
        }
        return prices[step];
    }

    /** Of which prices these are. */
    PriceScale scale() {
        return scale;
    }
}
