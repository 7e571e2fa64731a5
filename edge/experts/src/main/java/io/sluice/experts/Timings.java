package io.sluice.experts;

import io.sluice.energy.PowerModel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long batches of an expert take, by their size, learnt from the newest of them. Not
 * thread-safe.
 *
 * <p>A batch takes a fixed time and a time per request; until batches of two sizes were seen all of
 * it is taken to be per request. What is old is forgotten, but for a few batches: a machine that
 * becomes slower or faster is soon known to be.
 */
final class Timings {
    static final long AGE_MICROS = TimeUnit.SECONDS.toMicros(20);
    private static final int KEPT = 64;

    /** So many count whatever their age. */
    private static final int LEAST = 5;

    /** From so many on the slowest of few does not stand for all. */
    private static final int FEW = 3;

    private static final long REFIT_MICROS = TimeUnit.SECONDS.toMicros(1);

    private final long[] micros = new long[KEPT];
    private final int[] requests = new int[KEPT];
    private final long[] added = new long[KEPT];
    private long count;

    private long fittedMicros;
    private long fittedCount = -1;
    private double fixed;
    private double each;

    /** How much longer than the line every batch that counts took, sorted. */
    private double[] ratios = {};

    void add(long batchMicros, int batchRequests, long nowMicros) {
        int at = (int) (count % KEPT);
        micros[at] = Math.max(1, batchMicros);
        requests[at] = batchRequests;
        added[at] = nowMicros;
        count++;
    }

    /**
     * A quantile of the time of a batch, microseconds; 0 before the first.
     *
     * @param share from 0 to 1
     * @param size how many requests are in it, at least 1
     */
    long quantile(double share, int size, long nowMicros) {
        fit(nowMicros);
        if (ratios.length == 0) {
            return 0;
        }
        // Up to 95 %: of few, the slowest is an accident, and would count for as long as they do.
        int counted = share > .95 || ratios.length < FEW ? ratios.length : ratios.length - 1;
        int index = (int) Math.min(ratios.length - 1L, (long) Math.floor(share * counted));
        return Math.round(ratios[index] * (fixed + each * size));
    }

    /** What a batch usually takes; as {@link #quantile}. */
    long median(int size, long nowMicros) {
        return quantile(0.5, size, nowMicros);
    }

    /** Mean energy of a request, joules; NaN when it is not known. */
    double joules(PowerModel power, long nowMicros) {
        double sum = 0;
        long all = 0;
        for (int i : counting(nowMicros)) {
            sum += power.joules(micros[i] / 1e6);
            all += requests[i];
        }
        return all == 0 ? Double.NaN : sum / all;
    }

    /** Where those lie that count now. */
    private int[] counting(long nowMicros) {
        int kept = (int) Math.min(count, KEPT);
        int[] places = new int[kept];
        int found = 0;
        for (int back = 1; back <= kept; back++) {
            int at = (int) ((count - back) % KEPT);
            if (back <= LEAST || nowMicros - added[at] <= AGE_MICROS) {
                places[found++] = at;
            }
        }
        return Arrays.copyOf(places, found);
    }

    private void fit(long nowMicros) {
        if (fittedCount == count && nowMicros - fittedMicros < REFIT_MICROS) {
            return;
        }
        fittedCount = count;
        fittedMicros = nowMicros;
        int[] places = counting(nowMicros);
        line(places);
        ratios =
                Arrays.stream(places)
                        .mapToDouble(i -> micros[i] / (fixed + each * requests[i]))
                        .sorted()
                        .toArray();
    }

    /** The line through the medians of the smaller and of the larger batches (Wald's method). */
    private void line(int[] places) {
        double mean = Arrays.stream(places).map(i -> requests[i]).average().orElse(1);
        int[] small = Arrays.stream(places).filter(i -> requests[i] <= mean).toArray();
        int[] large = Arrays.stream(places).filter(i -> requests[i] > mean).toArray();
        fixed = 0;
        if (large.length == 0) {
            each = places.length == 0 ? 0 : median(places) / mean;
            return;
        }
        double smallSize = Arrays.stream(small).map(i -> requests[i]).average().orElse(1);
        double largeSize = Arrays.stream(large).map(i -> requests[i]).average().orElse(1);
        double slope = (median(large) - median(small)) / (largeSize - smallSize);
        // A fixed time below 0 is noise; so is a batch that gets faster as it grows.
        each = Math.max(0, Math.min(slope, median(large) / largeSize));
        fixed = median(large) - each * largeSize;
    }

    private double median(int[] places) {
        long[] sorted = Arrays.stream(places).mapToLong(i -> micros[i]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
