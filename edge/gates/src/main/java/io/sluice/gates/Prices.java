package io.sluice.gates;

import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;

/**
 * The dual prices in force for one decision; an argument of every gate. Immutable.
 *
 * <p>A price says how strongly a budget presses, dimensionless and at least 0 (methods.md 5.3). The
 * sum over resources and scopes turns the gate's one knob.
 */
public final class Prices {
    /** No budget binds. */
    public static final Prices NONE = new Prices(List.of());

    private final List<Price> list;
    private final double pressure;

    private Prices(List<Price> list) {
        this.list = list;
        double sum = 0;
        for (Price price : list) {
            sum += price.value();
        }
        this.pressure = sum;
    }

    public static Prices of(List<Price> prices) {
        return prices.isEmpty() ? NONE : new Prices(List.copyOf(prices));
    }

    /** The sum of all prices: 0 when no budget binds. */
    public double pressure() {
        return pressure;
    }

    /** The sum of one resource's prices over all scopes. */
    public double of(Resource resource) {
        double sum = 0;
        for (Price price : list) {
            if (price.resource() == resource) {
                sum += price.value();
            }
        }
        return sum;
    }

    public List<Price> asList() {
        return list;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Prices that && list.equals(that.list);
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
