package io.sluice.cli.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures for how long the machine stands still: adds up by how much a short pause took longer
 * than a second.
 */
final class StandstillWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong lostNanos = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private StandstillWatch() {
        thread = Background.start("standstill-watch", this::watch);
    }

    static StandstillWatch start() {
        return new StandstillWatch();
    }

    private void watch() {
        long before = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long now = System.nanoTime();
            lostNanos.addAndGet(lost(now - before));
            before = now;
        }
    }

    /** The nanoseconds that were lost in a pause that took so many. */
    static long lost(long nanos) {
        return Math.max(0, nanos - PAUSE_NANOS - LONG_NANOS);
    }

    /** The seconds that were lost so far. */
    double lostSeconds() {
        return lostNanos.get() * 1e-9;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
