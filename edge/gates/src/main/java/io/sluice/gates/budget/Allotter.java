package io.sluice.gates.budget;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Re-divides budgets of a job and of tenants among tasks by their demand. It goes in two steps, so
 * that the shares in force never sum to more than 1 whatever the delays: first tasks that are to
 * have less get less, and when all of those have said so, the others get more.
 *
 * <p>A task's demand is what it would spend were its price 0 ({@link BudgetStatus#demand}), so that
 * in the end all tasks have one price; each keeps at least a tenth of an equal share. The rule is
 * ours.
 *
 * <p><b>Owned state:</b> none that is saved: a restored job begins with equal shares, and its tasks
 * with sequences that no message of before is above. It says nothing until all tasks have reported
 * shares of this attempt. <b>Threading:</b> one thread.
 */
public final class Allotter {
    private static final double LEAST_OF_EQUAL = .1;

    /** Changes of less than this part of a share are not worth a message. */
    private static final double LEAST_CHANGE = .1;

    private final int tasks;
    private final long pauseMicros;
    private final long[] acknowledged;

    /** By budget what each task asks for. */
    private final Map<String, double[]> demand = new LinkedHashMap<>();

    /** What is in force, or on its way where a message is not acknowledged. */
    private final Map<String, double[]> granted = new HashMap<>();

    /** Where the first step leads; empty where none is under way. */
    private Map<String, double[]> wanted = Map.of();

    private ShareMessage said;
    private long saidMicros = Long.MIN_VALUE;

    /**
     * @param tasks how many tasks share, at least 1
     * @param pauseMicros the time from one division to the next, and until a message that is not
     *     acknowledged is sent again; at least 0
     */
    public Allotter(int tasks, long pauseMicros) {
        if (tasks < 1 || pauseMicros < 0) {
            throw new IllegalArgumentException(
                    "an allotter has at least 1 task and a pause of at least 0 µs, not "
                            + tasks
                            + " and "
                            + pauseMicros);
        }
        this.tasks = tasks;
        this.pauseMicros = pauseMicros;
        this.acknowledged = new long[tasks];
        Arrays.fill(acknowledged, Long.MIN_VALUE);
    }

    /**
     * Hears a task's report.
     *
     * @param task which, from 0
     * @param sharesSequence its {@link BudgetLedger#sharesSequence}
     * @param status its {@link BudgetLedger#status}
     * @return a message for all tasks, when shares are to change or one has to be said again
     */
    public Optional<ShareMessage> heard(
            int task, long sharesSequence, List<BudgetStatus> status, long nowMicros) {
        if (task < 0 || task >= tasks) {
            throw new IllegalArgumentException(
                    "a task is from 0 to below " + tasks + ", not " + task);
        }
        acknowledged[task] = Math.max(acknowledged[task], sharesSequence);
        hear(task, status);
        if (tasks == 1 || !allReported()) {
            return Optional.empty();
        }
        if (said != null && !allHave(said.sequence())) {
            return isDue(nowMicros) ? say(said, nowMicros) : Optional.empty();
        }
        if (!wanted.isEmpty()) {
            Map<String, double[]> next = wanted;
            wanted = Map.of();
            return say(next, nowMicros);
        }
        return isDue(nowMicros) ? divide(nowMicros) : Optional.empty();
    }

    /** A tenant's demand counts for the written limit of each tenant: its share is one. */
    private void hear(int task, List<BudgetStatus> status) {
        Map<String, Double> sums = new HashMap<>();
        for (BudgetStatus row : status) {
            if (row.perSeconds() != Limit.PER_EVENT && !row.scope().equals(Limit.EACH_KEY)) {
                sums.merge(row.name(), row.demand(), Double::sum);
            }
        }
        sums.keySet().forEach(name -> demand.computeIfAbsent(name, any -> new double[tasks]));
        // A task that does not name a budget wants nothing of it, such as of tenants it never saw.
        demand.forEach((name, asked) -> asked[task] = sums.getOrDefault(name, 0.0));
    }

    private boolean allReported() {
        return Arrays.stream(acknowledged).allMatch(sequence -> sequence != Long.MIN_VALUE);
    }

    private boolean allHave(long sequence) {
        return Arrays.stream(acknowledged).allMatch(known -> known >= sequence);
    }

    private boolean isDue(long nowMicros) {
        return saidMicros == Long.MIN_VALUE || nowMicros - saidMicros >= pauseMicros;
    }

    /** The first step where someone is to have less, and else the whole of it. */
    private Optional<ShareMessage> divide(long nowMicros) {
        Map<String, double[]> next = new LinkedHashMap<>();
        Map<String, double[]> first = new LinkedHashMap<>();
        demand.forEach(
                (name, asked) -> {
                    double[] now = granted.computeIfAbsent(name, any -> equal());
                    double[] shares = shares(asked);
                    if (shares != null && differ(now, shares)) {
                        next.put(name, shares);
                        first.put(name, lower(now, shares));
                    }
                });
        if (next.isEmpty()) {
            return Optional.empty();
        }
        wanted = next;
        return say(first, nowMicros);
    }

    private Optional<ShareMessage> say(Map<String, double[]> shares, long nowMicros) {
        granted.putAll(shares);
        long newest = Arrays.stream(acknowledged).max().orElseThrow();
        return say(new ShareMessage(newest + 1, tasks, shares), nowMicros);
    }

    private Optional<ShareMessage> say(ShareMessage message, long nowMicros) {
        said = message;
        saidMicros = nowMicros;
        return Optional.of(message);
    }

    private double[] equal() {
        double[] shares = new double[tasks];
        Arrays.fill(shares, 1.0 / tasks);
        return shares;
    }

    /** By demand, but the least for each at least; null where nobody wants any. */
    private double[] shares(double... asked) {
        double sum = Arrays.stream(asked).sum();
        if (!(sum > 0)) {
            return null;
        }
        double least = LEAST_OF_EQUAL / tasks;
        double free = 1;
        double wanting = 0;
        for (double of : asked) {
            boolean isLeast = of / sum < least;
            free -= isLeast ? least : 0;
            wanting += isLeast ? 0 : of;
        }
        double[] shares = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            shares[i] = asked[i] / sum < least ? least : free * asked[i] / wanting;
        }
        return shares;
    }

    private static boolean differ(double[] a, double... b) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > LEAST_CHANGE * a[i]) {
                return true;
            }
        }
        return false;
    }

    private static double[] lower(double[] a, double... b) {
        double[] lower = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            lower[i] = Math.min(a[i], b[i]);
        }
        return lower;
    }
}
