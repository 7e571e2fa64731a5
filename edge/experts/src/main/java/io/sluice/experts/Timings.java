package io.sluice.experts;

import java.util.Arrays;

/**
 * How long the newest batches of an expert took. Not thread-safe.
 *
 * <p>Few are kept, so that a machine that becomes slower or faster is soon known to be.
 */
final class Timings {
    private static final int KEPT = 64;

    private final long[] micros = new long[KEPT];
    private final int[] requests = new int[KEPT];
    private int added;

    void add(long batchMicros, int batchRequests) {
        micros[added % KEPT] = batchMicros;
        requests[added % KEPT] = batchRequests;
        added++;
    }

    /**
     * A quantile of the batches' times, microseconds; 0 before the first.
     *
     * @param share from 0 to 1
     */
    long quantile(double share) {
        int count = Math.min(added, KEPT);
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, (long) Math.floor(share * count))];
    }

    long median() {
        return quantile(0.5);
    }

    /** Mean energy of a request, joules; NaN when it is not known. */
    double joules(PowerModel power) {
        int count = Math.min(added, KEPT);
        double sum = 0;
        long all = 0;
        for (int i = 0; i < count; i++) {
            sum += requests[i] * power.joulesOfRequest(micros[i] / 1e6, requests[i]);
            all += requests[i];
        }
        return all == 0 ? Double.NaN : sum / all;
    }
}
