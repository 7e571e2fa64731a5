package io.sluice.benchmarks.endtoend;

import java.util.Collection;
import java.util.Locale;

/** Median, least and greatest of the rounds. */
public record Spread(double median, double min, double max) {
    public static Spread of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no rounds");
        }
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The median and, in brackets, the range. */
    public String text(int decimals) {
        String form = "%." + decimals + "f";
        return String.format(Locale.ROOT, form + " (" + form + "–" + form + ")", median, min, max);
    }
}
