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
 * in the end all tasks have one price; each keeps at least a twentieth of an equal share. The rule
 * is ours.
 *
 * <p>Tasks may be of several jobs, which start, fail and are restored each by itself. So what is in
 * force is what tasks report, but for a task that has not yet taken the last message: that has at
 * most what it had. A message is addressed to the attempts of the tasks that were last heard of,
 * and no other takes it. Where the allotter itself begins anew, what it reads first may be old: its
 * first message divides nothing, and only what a task says that has taken it counts.
 *
 * <p><b>Owned state:</b> none that is saved. It says nothing until all tasks have reported their
 * shares. <b>Threading:</b> one thread.
 */
public final class Allotter {
    /** What a task keeps of an equal share, whatever it asks for. */
    static final double LEAST_OF_EQUAL = .05;

    /** More messages than an allotter sends. */
    private static final long GAP = 1_000_000;

    /** The longest wait until a message is said again, in pauses, is 2 to the power of this. */
    private static final int MOST_REPEATS = 5;

    /** Changes of less than this part of a share are not worth a message. */
    private static final double LEAST_CHANGE = .1;

    private final int tasks;
    private final long pauseMicros;
    private final long offset;
    private final long[] acknowledged;
    private final long[] started;

    /** By budget what each task asks for. */
    private final Map<String, double[]> demand = new LinkedHashMap<>();

    /** What is in force, or on its way where a message is not acknowledged. */
    private final Map<String, double[]> granted = new HashMap<>();

    /** Where the first step leads; empty where none is under way. */
    private Map<String, double[]> wanted = Map.of();

    private ShareMessage said;
    private long saidMicros = Long.MIN_VALUE;
    private int repeats;

    /**
     * @param tasks how many tasks share, at least 1
     * @param pauseMicros the time from one division to the next, and until a message that is not
     *     acknowledged is sent again, twice as long with every time; at least 0
     * @param seed another one for each allotter, so that no two number their messages alike
     */
    public Allotter(int tasks, long pauseMicros, long seed) {
        if (tasks < 1 || pauseMicros < 0) {
            throw new IllegalArgumentException(
                    "an allotter has at least 1 task and a pause of at least 0 µs, not "
                            + tasks
                            + " and "
                            + pauseMicros);
        }
        this.tasks = tasks;
        this.pauseMicros = pauseMicros;
        this.offset = GAP + Math.floorMod(seed, GAP);
        this.acknowledged = new long[tasks];
        this.started = new long[tasks];
        Arrays.fill(acknowledged, Long.MIN_VALUE);
    }

    /**
     * Hears a task's report.
     *
     * @param task which, from 0
     * @param startedMicros its {@link BudgetLedger#startedMicros}
     * @param sharesSequence its {@link BudgetLedger#sharesSequence}
     * @param status its {@link BudgetLedger#status}
     * @param nowMicros by any clock; where it goes back a pause is cut short
     * @return a message for all tasks, when shares are to change or one has to be said again
     */
    public Optional<ShareMessage> heard(
            int task,
            long startedMicros,
            long sharesSequence,
            List<BudgetStatus> status,
            long nowMicros) {
        if (task < 0 || task >= tasks) {
            throw new IllegalArgumentException(
                    "a task is from 0 to below " + tasks + ", not " + task);
        }
        if (started[task] != startedMicros || acknowledged[task] != sharesSequence) {
            repeats = 0;
        }
        started[task] = startedMicros;
        acknowledged[task] = sharesSequence;
        hear(task, status);
        if (said != null && sharesSequence > said.sequence()) {
            // Another allotter has spoken since.
            said = null;
            wanted = Map.of();
        } else if (said != null && sharesSequence == said.sequence()) {
            hold(task, status);
        }
        if (tasks == 1 || demand.isEmpty() || !allReported()) {
            return Optional.empty();
        }
        if (said == null) {
            // Not at once, or two allotters would answer each other without end.
            return isDue(nowMicros) ? say(Map.of(), nowMicros) : Optional.empty();
        }
        if (!allHaveWhatWasSaid()) {
            return isDue(nowMicros) ? sayAgain(nowMicros) : Optional.empty();
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

    /**
     * What a task has that has taken the last message: a limit that was written since may not be
     * what the allotter thinks.
     */
    private void hold(int task, List<BudgetStatus> status) {
        for (BudgetStatus row : status) {
            if (demand.containsKey(row.name())) {
                granted.computeIfAbsent(row.name(), any -> equal())[task] = row.share();
            }
        }
    }

    private boolean allReported() {
        return Arrays.stream(acknowledged).allMatch(sequence -> sequence != Long.MIN_VALUE);
    }

    /** All, and no attempt has since come in the place of one that had. */
    private boolean allHaveWhatWasSaid() {
        return Arrays.equals(started, said.started())
                && Arrays.stream(acknowledged).allMatch(known -> known == said.sequence());
    }

    private boolean isDue(long nowMicros) {
        return saidMicros == Long.MIN_VALUE
                || nowMicros < saidMicros
                || nowMicros - saidMicros >= pauseMicros << repeats;
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
        shares.forEach((name, of) -> granted.put(name, of.clone()));
        long newest = Arrays.stream(acknowledged).max().orElseThrow();
        // Far above and by the time, so that what an earlier allotter said to somebody is below it.
        long next = said == null ? Math.max(newest, nowMicros) + offset : newest + 1;
        repeats = 0;
        return say(next, shares, nowMicros);
    }

    /** To the attempts that there are now. */
    private Optional<ShareMessage> sayAgain(long nowMicros) {
        repeats = Math.min(MOST_REPEATS, repeats + 1);
        return say(said.sequence(), said.shares(), nowMicros);
    }

    private Optional<ShareMessage> say(
            long sequence, Map<String, double[]> shares, long nowMicros) {
        said = new ShareMessage(sequence, started, shares);
        saidMicros = nowMicros;
        return Optional.of(said);
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
        double[] shares = new double[tasks];
        boolean[] isLeast = new boolean[tasks];
        boolean isDone = false;
        while (!isDone) {
            double free = 1;
            double wanting = 0;
            for (int i = 0; i < tasks; i++) {
                free -= isLeast[i] ? least : 0;
                wanting += isLeast[i] ? 0 : asked[i];
            }
            isDone = true;
            for (int i = 0; i < tasks; i++) {
                shares[i] = isLeast[i] ? least : free * asked[i] / wanting;
                // What the others keep may leave it less than the least.
                isDone &= shares[i] >= least;
                isLeast[i] |= shares[i] < least;
            }
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

    /** The first step: nobody has more than it has now, or than it is to have. */
    private double[] lower(double[] now, double... next) {
        // A soft limit begins with an equal share while others run on. Would it become hard on the
        // way, that task would have the least.
        boolean isTooMuch = Arrays.stream(now).sum() > 1 + ShareMessage.ROUNDING;
        double[] lower = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            lower[i] = isTooMuch ? LEAST_OF_EQUAL / tasks : Math.min(now[i], next[i]);
        }
        return lower;
    }
}
