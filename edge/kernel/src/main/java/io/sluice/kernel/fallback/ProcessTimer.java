package io.sluice.kernel.fallback;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The timer of the process. Two threads, so that a device that does not answer its check holds up
 * the checks of no other.
 */
final class ProcessTimer implements CheckTimer {
    static final ProcessTimer INSTANCE = new ProcessTimer();

    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 60;

    private final AtomicInteger started = new AtomicInteger();
    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(THREADS, this::thread);

    private ProcessTimer() {
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable body) {
        Thread thread = new Thread(body, "sluice-health-check-" + started.incrementAndGet());
        thread.setDaemon(true);
        // It would inherit the class loader of the job that is running, and keep it from unloading.
        thread.setContextClassLoader(ProcessTimer.class.getClassLoader());
        return thread;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Runnable schedule(Runnable task, Duration pause) {
        ScheduledFuture<?> waiting = executor.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }
}
