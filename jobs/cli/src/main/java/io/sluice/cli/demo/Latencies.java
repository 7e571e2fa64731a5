package io.sluice.cli.demo;

import java.util.Arrays;

/** Latencies in milliseconds and their quantiles. Not thread-safe. */
public final class Latencies {
    private long[] values = new long[1024];
    private int size;

    public void add(long millis) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = millis;
    }

    int size() {
        return size;
    }

    /** The least value that a share {@code q} of all does not exceed; 0 when there are none. */
    public long quantile(double q) {
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted[Math.min(size - 1, (int) Math.ceil(q * size) - 1)];
    }
}
