package io.sluice.kernel.costs;

import io.sluice.schemas.Provenance;

/**
 * What batches of one size cost.
 *
 * @param batch rows of a batch, at least 1
 * @param runs how many batches the figures come from, at least 1
 * @param latency of a whole batch
 * @param joules of one row, above idle, at least 0; NaN when unknown
 * @param uncertaintyJoules by how much the joules of a row may be off; NaN when nobody can say, as
 *     of an estimate
 * @param joulesFrom where the joules come from
 */
public record BatchCost(
        int batch,
        long runs,
        Latency latency,
        double joules,
        double uncertaintyJoules,
        Provenance joulesFrom) {
    /**
     * How long a batch takes, seconds.
     *
     * @param mean of all runs
     * @param p50 the median
     * @param p95 what 95 % of the runs keep
     * @param p99 what 99 % of the runs keep
     * @param from where the figures come from
     */
    public record Latency(double mean, double p50, double p95, double p99, Provenance from) {
        public Latency {
            boolean rises = 0 <= p50 && p50 <= p95 && p95 <= p99;
            if (!(rises && mean >= 0 && Double.isFinite(mean) && Double.isFinite(p99))) {
                throw new IllegalArgumentException(
                        "expected a mean of at least 0 and 0 <= p50 <= p95 <= p99 seconds, found "
                                + mean
                                + " and "
                                + p50
                                + ", "
                                + p95
                                + ", "
                                + p99);
            }
        }
    }

    public BatchCost {
        if (batch < 1 || runs < 1) {
            throw new IllegalArgumentException(
                    "expected a batch and runs of at least 1, found " + batch + " and " + runs);
        }
        boolean known = joules >= 0 && Double.isFinite(joules);
        if (known == (joulesFrom == Provenance.UNKNOWN) || !known && !Double.isNaN(joules)) {
            throw new IllegalArgumentException(
                    "expected joules of at least 0 with where they come from, found "
                            + joules
                            + " and "
                            + joulesFrom);
        }
    }

    /** A size whose energy is not known. */
    public static BatchCost withoutJoules(int batch, long runs, Latency latency) {
        return new BatchCost(batch, runs, latency, Double.NaN, Double.NaN, Provenance.UNKNOWN);
    }
}
