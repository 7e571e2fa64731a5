package io.sluice.kernel.tornado;

import io.sluice.kernel.DeviceLostException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that makes, runs and frees the plans of a device: a plan is not to be used by two
 * threads, and making two plans at once has ended a JVM.
 *
 * <p>Life cycle: as long as the process. Its context class loader is the system's, because threads
 * that TornadoVM starts inherit it and would keep a job's loader alive.
 *
 * <p>A job that runs for longer than it may makes the thread overdue: whoever waits, for this job
 * or one behind it, gets a {@link DeviceLostException} and leaves. When the job does return after
 * all, the thread goes on.
 */
final class DeviceThread {
    private static final long LONGEST_PARK_NANOS = 200_000_000;

    private final String name;
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private volatile Job running;

    DeviceThread(String name) {
        this.name = name;
        Thread thread = new Thread(this::work, "sluice-tornado-" + name);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.setDaemon(true);
        thread.start();
    }

    /** A piece of work; one that has ended may be submitted again. */
    abstract static class Job {
        private enum State {
            QUEUED,
            RUNNING,
            WRITING,
            DONE,
            ABANDONED
        }

        private final AtomicInteger state = new AtomicInteger();
        private Thread waiting;
        private Throwable failure;
        private long limitNanos;
        private volatile long startNanos;

        /** Does the work, on the device's thread. */
        abstract void execute();

        /**
         * To be called before memory of the waiting thread is written, which must not happen after
         * it has left.
         */
        final void beginWriting() {
            if (!moved(State.RUNNING, State.WRITING)) {
                throw new DeviceLostException("nobody waits for the result any more");
            }
        }

        final void endWriting() {
            moved(State.WRITING, State.RUNNING);
        }

        private boolean moved(State from, State to) {
            return state.compareAndSet(from.ordinal(), to.ordinal());
        }

        private boolean done() {
            return state.get() == State.DONE.ordinal();
        }

        private boolean abandon() {
            return moved(State.QUEUED, State.ABANDONED) || moved(State.RUNNING, State.ABANDONED);
        }

        private void submitted(Thread caller, Duration limit) {
            waiting = caller;
            failure = null;
            limitNanos = limit.toNanos();
            state.set(State.QUEUED.ordinal());
        }

        private boolean overdue() {
            return System.nanoTime() - startNanos > limitNanos;
        }

        private void perform() {
            startNanos = System.nanoTime();
            if (!moved(State.QUEUED, State.RUNNING)) {
                return;
            }
            try {
                execute();
            } catch (Throwable e) {
                // Thrown again by the thread that waits.
                failure = e;
            }
            if (!moved(State.RUNNING, State.DONE)) {
                moved(State.WRITING, State.DONE);
            }
            LockSupport.unpark(waiting);
        }
    }

    /**
     * Does a job and waits for it. An interrupt is kept for later: the job uses the caller's
     * memory.
     *
     * @throws DeviceLostException when the thread is overdue with this job or one before it
     */
    void run(Job job, Duration limit) {
        job.submitted(Thread.currentThread(), limit);
        jobs.add(job);
        long park = Math.min(LONGEST_PARK_NANOS, limit.toNanos() / 2 + 1);
        boolean interrupted = false;
        while (!job.done()) {
            LockSupport.parkNanos(this, park);
            interrupted |= Thread.interrupted();
            if (overdue() && job.abandon()) {
                restore(interrupted);
                throw new DeviceLostException(name + " has not answered for " + limit);
            }
        }
        restore(interrupted);
        raise(job.failure);
    }

    /** Does a job some time, without anybody waiting. */
    void submit(Job job, Duration limit) {
        job.submitted(null, limit);
        jobs.add(job);
    }

    private boolean overdue() {
        Job current = running;
        return current != null && current.overdue();
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void raise(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private void work() {
        while (true) {
            try {
                Job job = jobs.take();
                job.startNanos = System.nanoTime();
                running = job;
                job.perform();
            } catch (InterruptedException e) {
                // Nothing may end this thread but the process.
                continue;
            } finally {
                running = null;
            }
        }
    }
}
