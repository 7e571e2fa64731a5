package io.sluice.operators.experts;

import io.sluice.gates.experts.CoarseChoice;
import io.sluice.gates.experts.CoarseProblem;
import io.sluice.gates.experts.CoarseResult;
import io.sluice.gates.experts.FleetView;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Solves again which experts are in play when the policy or the fleet has changed, one category
 * after the other, beside the task's thread, and swaps the outcome in between two events.
 *
 * <p><b>Owned state:</b> one daemon thread. <b>Threading:</b> all methods are called by the task's
 * thread; the other only solves a problem that is its own.
 */
final class CoarseControl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoarseControl.class);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FleetView fleet;
    private final double aggregationMillis;
    private final Executor onTask;
    private final ExpertMetrics metrics;
    private final ExecutorService solver =
            Executors.newSingleThreadExecutor(
                    work -> {
                        Thread thread = new Thread(work, "sluice-coarse-choice");
                        thread.setDaemon(true);
                        return thread;
                    });
    private PolicyExperts solvedFor;
    private long solvedVersion;
    private boolean isSolving;
    private volatile boolean isClosed;

    /**
     * @param aggregationMillis what is kept of the latency for making one answer of several
     * @param onTask runs something on the task's thread, between two events
     */
    CoarseControl(
            FleetView fleet, double aggregationMillis, Executor onTask, ExpertMetrics metrics) {
        this.fleet = fleet;
        this.aggregationMillis = aggregationMillis;
        this.onTask = onTask;
        this.metrics = metrics;
    }

    /** Begins to solve when that is needed and not under way. */
    void refresh(PolicyExperts experts, long nowMicros) {
        long version = fleet.version(nowMicros);
        if (isSolving || experts == solvedFor && version == solvedVersion) {
            return;
        }
        isSolving = true;
        solvedFor = experts;
        solvedVersion = version;
        CoarseResult[] results = new CoarseResult[experts.policy().categories().size()];
        solve(experts, results, 0, 0, nowMicros);
    }

    /** Solves for a category, then for those behind it, whose standby power may be shared. */
    private void solve(
            PolicyExperts experts, CoarseResult[] results, int category, long kept, long now) {
        CoarseProblem problem = experts.problem(category, aggregationMillis, kept, now);
        solver.execute(
                () -> {
                    long end = System.nanoTime() + LONGEST_NANOS;
                    CoarseResult result = null;
                    try {
                        result =
                                CoarseChoice.solve(
                                        problem, () -> isClosed || System.nanoTime() - end > 0);
                    } catch (Throwable e) {
                        // Whatever it was, the next change is solved for again.
                        LOG.error("The coarse choice of experts failed; it stays as it was", e);
                    }
                    CoarseResult solved = result;
                    onTask.execute(() -> solved(experts, results, category, kept, now, solved));
                });
    }

    private void solved(
            PolicyExperts experts,
            CoarseResult[] results,
            int category,
            long kept,
            long now,
            CoarseResult result) {
        if (result == null) {
            isSolving = false;
            return;
        }
        results[category] = result;
        if (category + 1 < results.length) {
            solve(experts, results, category + 1, kept | result.mask(), now);
            return;
        }
        isSolving = false;
        experts.play(results);
        metrics.solved();
        for (int c = 0; c < results.length; c++) {
            if (results[c].mask() == 0) {
                LOG.warn(
                        "No expert for category {}: {}",
                        experts.category(c).name(),
                        results[c].shortage());
            } else {
                LOG.info(
                        "In play for category {}: {}, predicted loss {}, gap {}",
                        experts.category(c).name(),
                        experts.policy().names(results[c].mask()),
                        results[c].loss(),
                        results[c].gap());
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        solver.shutdownNow();
    }
}
