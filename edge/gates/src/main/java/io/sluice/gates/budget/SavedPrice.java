package io.sluice.gates.budget;

import io.sluice.schemas.Resource;

/**
 * Where the price of one budget stood, for a warm start. Prices of keys are not saved.
 *
 * @param name the written limit's {@link Limit#name()}
 * @param scope the scope that it is of, such as {@code tenant/acme}
 * @param price the base price: the sum over the priority classes; at least 0
 */
public record SavedPrice(String name, String scope, Resource resource, double price) {
    public SavedPrice {
        if (!(price >= 0) || Double.isInfinite(price)) {
            throw new IllegalArgumentException(
                    "a saved price is finite and at least 0, not " + price);
        }
    }
}
