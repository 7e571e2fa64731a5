package io.sluice.schemas;

/**
 * A dual price: how strongly a budget presses on decisions, dimensionless and at least 0.
 *
 * @param resource the budgeted resource
 * @param scope whose budget it is, such as {@code job} or {@code device/17}
 * @param value the price; 0 means that the budget does not bind
 */
public record Price(Resource resource, String scope, double value) {
    public Price {
        if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "a price is a finite number of at least 0, not " + value);
        }
    }
}
