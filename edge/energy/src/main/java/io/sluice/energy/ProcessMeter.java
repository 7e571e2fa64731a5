package io.sluice.energy;

import io.sluice.schemas.Provenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The machine's energy among the tasks of a process that compute at the same time. What was
 * measured in a window of a second is shared by what each task accounted for in it, so that every
 * task sees how far accounts are from the truth, and no joule is seen twice. Thread-safe.
 *
 * <p>A window in which a task computed and could not say what for, because no joules were known
 * yet, is shared with nobody: its joules would be laid to the others.
 *
 * <p><b>Owned state:</b> one meter and its ticker per settings, from the first task that joins
 * until the last has left.
 */
public final class ProcessMeter {
    private static final Map<EnergySettings, ProcessMeter> OPEN = new HashMap<>();
    private static final Duration IDLE_TIME = Duration.ofSeconds(2);
    private static final long WINDOW_NANOS = 1_000_000_000;

    /** Power is known after so much measured computing, and half forgotten after the other. */
    private static final double LEAST_BUSY_SECONDS = 0.1;

    private static final double MEMORY_BUSY_SECONDS = 5;

    /**
     * What was measured for a task.
     *
     * @param measuredJoules above idle, at least 0
     * @param accountedJoules what the task had accounted for in the same time, above 0
     */
    public record Share(double measuredJoules, double accountedJoules) {}

    private final EnergyMeter meter;
    private final LongSupplier nanoClock;
    private final List<Task> tasks = new ArrayList<>();
    private EnergyMark mark;
    private Runnable end = () -> {};
    private double learntJoules;
    private double learntSeconds;

    /**
     * @param meter the caller's, which somebody polls
     * @param nanoClock the meter's
     */
    public ProcessMeter(EnergyMeter meter, LongSupplier nanoClock) {
        this.meter = meter;
        this.nanoClock = nanoClock;
        this.mark = meter.mark();
    }

    /**
     * Joins the tasks of this process that have the same settings. Where the idle power is to be
     * measured, the first to join waits for it, and so do all who join meanwhile.
     *
     * @throws IllegalArgumentException when a source that is named is absent
     */
    public static Task join(EnergySettings settings) throws InterruptedException {
        synchronized (OPEN) {
            ProcessMeter open = OPEN.get(settings);
            if (open != null) {
                return open.join(() -> {});
            }
            EnergyMeter meter = settings.open();
            MeterTicker ticker = new MeterTicker(meter, MeterTicker.PERIOD);
            try {
                meter.measureIdle(IDLE_TIME);
            } catch (InterruptedException e) {
                ticker.close();
                meter.close();
                throw e;
            }
            ProcessMeter opened = new ProcessMeter(meter, System::nanoTime);
            OPEN.put(settings, opened);
            return opened.join(
                    () -> {
                        OPEN.remove(settings);
                        ticker.close();
                        meter.close();
                    });
        }
    }

    /**
     * Joins.
     *
     * @param whenLast of the first to join, is done when the last has left
     */
    public synchronized Task join(Runnable whenLast) {
        if (tasks.isEmpty()) {
            end = whenLast;
        }
        Task task = new Task();
        tasks.add(task);
        return task;
    }

    private void leave(Task task) {
        synchronized (OPEN) {
            synchronized (this) {
                if (!tasks.contains(task)) {
                    return;
                }
                // What it accounted for is not the others'.
                endWindow();
                tasks.remove(task);
                if (tasks.isEmpty()) {
                    end.run();
                }
            }
        }
    }

    private void endWindow() {
        double busySeconds = 0;
        double[] accounted = new double[tasks.size()];
        double all = 0;
        boolean isAccounted = true;
        for (int i = 0; i < accounted.length; i++) {
            Task task = tasks.get(i);
            accounted[i] = task.accounted;
            all += accounted[i];
            busySeconds += task.busySeconds;
            isAccounted &= task.accounted > 0 || task.busySeconds == 0;
        }
        EnergyWindow window = meter.since(mark, busySeconds);
        mark = meter.mark();
        boolean isMeasured = window.provenance() == Provenance.MEASURED;
        if (isMeasured && busySeconds > 0) {
            learn(window.joules(), busySeconds);
        }
        isMeasured &= isAccounted && all > 0;
        double[] measured = new double[accounted.length];
        if (isMeasured) {
            double joules = Math.max(0, window.joules());
            EnergyShares.divide(joules, accounted, accounted.length, measured);
        }
        for (int i = 0; i < accounted.length; i++) {
            Task task = tasks.get(i);
            if (isMeasured) {
                task.shareMeasured += measured[i];
                task.shareAccounted += accounted[i];
            }
            task.accounted = 0;
            task.busySeconds = 0;
        }
    }

    private void learn(double joules, double busySeconds) {
        double kept = MEMORY_BUSY_SECONDS / (MEMORY_BUSY_SECONDS + busySeconds);
        learntJoules = kept * learntJoules + joules;
        learntSeconds = kept * learntSeconds + busySeconds;
    }

    private double watts() {
        return learntSeconds < LEAST_BUSY_SECONDS
                ? meter.model().joules(1)
                : Math.max(0, learntJoules) / learntSeconds;
    }

    /** One task's side. */
    public final class Task implements AutoCloseable {
        private double accounted;
        private double busySeconds;
        private double shareMeasured;
        private double shareAccounted;

        private Task() {}

        /** The best that can be had: MEASURED when there is a counter. */
        public Provenance best() {
            return meter.best();
        }

        /**
         * What computing takes above idle, watts: what was measured for each second that the tasks
         * computed, or until that is known by the power model; NaN without one. By its time a
         * batch's joules can be estimated.
         */
        public double watts() {
            synchronized (ProcessMeter.this) {
                return ProcessMeter.this.watts();
            }
        }

        /**
         * Accounts for a batch that was computed.
         *
         * @param joules what it is taken to have cost, at least 0; 0 where that is not known
         * @param seconds how long it took, at least 0
         */
        public void account(double joules, double seconds) {
            if (!(joules >= 0 && joules < Double.POSITIVE_INFINITY && seconds >= 0)) {
                throw new IllegalArgumentException(
                        "expected joules and seconds of at least 0, found "
                                + joules
                                + " and "
                                + seconds);
            }
            synchronized (ProcessMeter.this) {
                accounted += joules;
                busySeconds += seconds;
            }
        }

        /** What was measured since the last call; empty when no window with its work was. */
        public Optional<Share> take() {
            synchronized (ProcessMeter.this) {
                if (nanoClock.getAsLong() - mark.nanos() >= WINDOW_NANOS) {
                    endWindow();
                }
                if (shareAccounted == 0) {
                    return Optional.empty();
                }
                Share share = new Share(shareMeasured, shareAccounted);
                shareMeasured = 0;
                shareAccounted = 0;
                return Optional.of(share);
            }
        }

        /** Leaves; idempotent. */
        @Override
        public void close() {
            leave(this);
        }
    }
}
