package io.sluice.energy;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a meter's counters again and again, so that wraps are seen and power is integrated.
 *
 * <p><b>Owned state:</b> one daemon thread until {@link #close}; the meter is the caller's.
 */
public final class MeterTicker implements AutoCloseable {
    /** How often counters are read. */
    public static final Duration PERIOD = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(MeterTicker.class);

    private final EnergyMeter meter;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(MeterTicker::thread);

    public MeterTicker(EnergyMeter meter, Duration period) {
        this.meter = meter;
        if (meter.hasSources()) {
            executor.scheduleAtFixedRate(this::poll, 0, period.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void poll() {
        try {
            meter.poll();
        } catch (RuntimeException e) {
            // An exception would end the schedule; the meter says for itself what it could not
            // read.
            LOG.warn("The energy counters could not be read", e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sluice-energy");
        thread.setDaemon(true);
        // It would inherit the class loader of the job that is running, and keep it from unloading.
        thread.setContextClassLoader(MeterTicker.class.getClassLoader());
        return thread;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
