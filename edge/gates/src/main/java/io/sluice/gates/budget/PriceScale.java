package io.sluice.gates.budget;

/**
 * From the level of a budget to prices and back. The level goes from 0 to n·ln(1 + cap) for n
 * classes; the price of the class of rank r is {@code exp(clip(u − r·ln(1 + cap), 0, ln(1 + cap)))
 * − 1}. Gates divide by 1 + price, so equal steps of the level change their spending alike wherever
 * the price is (ours).
 *
 * @param mostPrice the cap of each class, above 0
 * @param classes n, at least 1
 * @param span ln(1 + cap)
 */
record PriceScale(double mostPrice, int classes, double span) {
    PriceScale(double mostPrice, int classes) {
        this(mostPrice, classes, Math.log1p(mostPrice));
    }

    /** The greatest level: all classes at the cap. */
    double top() {
        return classes * span;
    }

    /** The part of a level that is of a class, from 0 to ln(1 + cap). */
    double within(double level, int rank) {
        return Math.max(0, Math.min(span, level - rank * span));
    }

    /** The price of a class, from 0 to the cap. */
    double price(double level, int rank) {
        double within = within(level, rank);
        return within == 0 ? 0 : Math.min(mostPrice, Math.expm1(within));
    }

    /** The sum of the prices of all classes. */
    double base(double level) {
        double sum = 0;
        for (int rank = 0; rank < classes; rank++) {
            sum += price(level, rank);
        }
        return sum;
    }

    /** The level at which the prices of all classes have a sum, at least 0. */
    double level(double base) {
        int full = Math.min(classes - 1, (int) (base / mostPrice));
        return full * span + Math.log1p(base - full * mostPrice);
    }
}
