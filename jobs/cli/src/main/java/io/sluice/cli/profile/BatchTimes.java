package io.sluice.cli.profile;

import io.sluice.kernel.costs.BatchCost.Latency;
import io.sluice.schemas.Provenance;
import java.util.Arrays;

/** How long the batches of one size took. */
final class BatchTimes {
    private static final double NANOS = 1e-9;

    private long[] nanos = new long[1_024];
    private int count;

    void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    int count() {
        return count;
    }

    double seconds() {
        return Arrays.stream(nanos, 0, count).sum() * NANOS;
    }

    /** Mean and quantiles; needs at least one time. */
    Latency latency() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Latency(
                seconds() / count,
                quantile(sorted, 0.5),
                quantile(sorted, 0.95),
                quantile(sorted, 0.99),
                Provenance.MEASURED);
    }

    /** The least time that such a share of all does not exceed. */
    private static double quantile(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1] * NANOS;
    }
}
