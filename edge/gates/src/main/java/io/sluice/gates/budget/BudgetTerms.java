package io.sluice.gates.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is written about budgets, sorted by scope, with this task's shares and saved prices. */
final class BudgetTerms {
    private final int task;
    private final int tasks;
    private final boolean othersRunOn;
    private final long startedMicros;
    private final Map<String, Double> shares = new HashMap<>();
    private final Map<String, SavedPrice> startPrices = new LinkedHashMap<>();
    private final Map<String, Long> startMicros = new HashMap<>();
    private Budgets budgets = Budgets.NONE;
    private long startUntilMicros = Long.MAX_VALUE;
    private List<Limit> job = List.of();
    private List<Limit> eachTenant = List.of();
    private List<Limit> ofKey = List.of();
    private Map<String, OfAllKeys> ofAllKeys = Map.of();

    /** What the budgets of all keys of one limit share. */
    private record OfAllKeys(PriceGrid grid, Spending spending) {}

    /**
     * @param othersRunOn whether other tasks may have had all but the least when this one starts
     * @param startedMicros tells this attempt of the task from those before
     */
    BudgetTerms(int task, int tasks, boolean othersRunOn, long startedMicros) {
        if (tasks < 1 || task < 0 || task >= tasks) {
            throw new IllegalArgumentException(
                    "a task is from 0 to below " + tasks + " tasks, not " + task);
        }
        this.task = task;
        this.tasks = tasks;
        this.othersRunOn = othersRunOn;
        this.startedMicros = startedMicros;
    }

    void adopt(Budgets next, long nowMicros) {
        budgets = next;
        if (startUntilMicros == Long.MAX_VALUE) {
            startUntilMicros = nowMicros + PacedBudget.longestFallMicros(next.pacing());
        }
        job = ofScope(Limit.JOB);
        eachTenant = ofScope(Limit.EACH_TENANT);
        ofKey = ofScope(Limit.EACH_KEY);
        Map<String, OfAllKeys> nextKeys = new HashMap<>();
        for (Limit limit : ofKey) {
            OfAllKeys before = ofAllKeys.get(limit.name());
            nextKeys.put(
                    limit.name(),
                    new OfAllKeys(
                            newGrid(limit.scope(), limit),
                            before == null ? new Spending(nowMicros) : before.spending()));
        }
        ofAllKeys = nextKeys;
        Map<String, Long> known = new HashMap<>(startMicros);
        startMicros.clear();
        for (Limit limit : next.limits()) {
            startMicros.put(limit.name(), known.getOrDefault(limit.name(), nowMicros));
        }
    }

    private List<Limit> ofScope(String scope) {
        return budgets.limits().stream().filter(limit -> limit.scope().equals(scope)).toList();
    }

    /** Whether a message says shares of this task; they are taken then. */
    boolean shares(ShareMessage message) {
        if (message.tasks() != tasks || message.started()[task] != startedMicros) {
            return false;
        }
        message.shares().forEach((name, of) -> shares.put(name, of[task]));
        return true;
    }

    /** Makes new budgets start with prices as saved, of several of one the mean. */
    void restore(List<SavedPrice> saved) {
        Map<String, List<Double>> prices = new HashMap<>();
        for (SavedPrice price : saved) {
            prices.computeIfAbsent(start(price.scope(), price.name()), name -> new ArrayList<>())
                    .add(price.price());
        }
        for (SavedPrice price : saved) {
            String start = start(price.scope(), price.name());
            double mean = prices.get(start).stream().mapToDouble(v -> v).average().orElse(0);
            startPrices.put(
                    start, new SavedPrice(price.name(), price.scope(), price.resource(), mean));
        }
    }

    /** Takes the price that a budget starts with: one that was saved lately, else 0. */
    private double takeStartPrice(String scope, Limit limit, long nowMicros) {
        SavedPrice saved = startPrices.remove(start(scope, limit.name()));
        return saved == null || nowMicros >= startUntilMicros ? 0 : saved.price();
    }

    /** What was saved and nobody has started with, as long as it would not have fallen to 0. */
    List<SavedPrice> unusedPrices(long nowMicros) {
        return nowMicros < startUntilMicros ? List.copyOf(startPrices.values()) : List.of();
    }

    private static String start(String scope, String name) {
        return scope + "|" + name;
    }

    PacedBudget start(String scope, Limit limit, long nowMicros) {
        OfAllKeys shared = ofAllKeys.get(limit.name());
        return new PacedBudget(
                scope,
                limit,
                budgets.pacing(),
                grid(scope, limit),
                shared == null ? new Spending(nowMicros) : shared.spending(),
                share(limit),
                takeStartPrice(scope, limit, nowMicros),
                nowMicros);
    }

    void change(PacedBudget budget, Limit limit, long nowMicros) {
        budget.adopt(limit, budgets.pacing(), grid(budget.scope(), limit), share(limit), nowMicros);
    }

    private PriceGrid grid(String scope, Limit limit) {
        OfAllKeys shared = ofAllKeys.get(limit.name());
        return shared == null ? newGrid(scope, limit) : shared.grid();
    }

    private PriceGrid newGrid(String scope, Limit limit) {
        PriceScale scale = new PriceScale(budgets.pacing().mostPrice(), classes(limit));
        return new PriceGrid(limit.resource(), scope, scale);
    }

    /** A tenant and a key are of one class; the job has all. */
    private int classes(Limit limit) {
        return limit.scope().equals(Limit.JOB) ? budgets.classes().size() : 1;
    }

    /** A key's events come through one task; a job and a tenant are shared. */
    private double share(Limit limit) {
        if (limit.scope().equals(Limit.EACH_KEY) || limit.isPerEvent()) {
            return 1;
        }
        boolean isLeast = othersRunOn && limit.hard();
        return shares.getOrDefault(
                limit.name(), isLeast ? Allotter.LEAST_OF_EQUAL / tasks : 1.0 / tasks);
    }

    /**
     * When a bucket that was empty when the limit was first written is full: one that comes later
     * must not hold more, since an earlier attempt may have spent all.
     */
    double fullAt(Limit limit) {
        return limit.hard()
                ? startMicros.get(limit.name())
                        + limit.burst() / limit.amount() * limit.perSeconds() * 1e6
                : Double.NEGATIVE_INFINITY;
    }

    /** When the slowest bucket is full that is empty now. */
    double longestFill(long nowMicros) {
        double longest = 0;
        for (Limit limit : budgets.limits()) {
            if (limit.hard()) {
                longest = Math.max(longest, limit.burst() / limit.amount() * limit.perSeconds());
            }
        }
        return nowMicros + longest * 1e6;
    }

    List<Limit> job() {
        return job;
    }

    /** The limits of a tenant: its own, and of those for each what it has no own for. */
    List<Limit> ofTenant(String tenant) {
        List<Limit> own = ofScope(Limit.TENANT + tenant);
        List<Limit> limits = new ArrayList<>(own);
        for (Limit each : eachTenant) {
            boolean replaced =
                    own.stream()
                            .anyMatch(
                                    limit ->
                                            limit.resource() == each.resource()
                                                    && limit.isLatency() == each.isLatency());
            if (!replaced && !tenant.isEmpty()) {
                limits.add(each);
            }
        }
        return limits;
    }

    List<Limit> ofKey() {
        return ofKey;
    }

    int tasks() {
        return tasks;
    }

    long startedMicros() {
        return startedMicros;
    }

    int rankOf(String tenant) {
        return budgets.rankOf(tenant);
    }

    Budgets budgets() {
        return budgets;
    }
}
