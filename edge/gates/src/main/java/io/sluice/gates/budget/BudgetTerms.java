package io.sluice.gates.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is written about budgets, sorted by scope, with this task's shares and saved prices. */
final class BudgetTerms {
    private final int task;
    private final int tasks;
    private final Map<String, Double> shares = new HashMap<>();
    private final Map<String, Double> startPrices = new HashMap<>();
    private final Map<String, Long> startMicros = new HashMap<>();
    private Budgets budgets = Budgets.NONE;
    private List<Limit> job = List.of();
    private List<Limit> eachTenant = List.of();
    private List<Limit> ofKey = List.of();

    BudgetTerms(int task, int tasks) {
        if (tasks < 1 || task < 0 || task >= tasks) {
            throw new IllegalArgumentException(
                    "a task is from 0 to below " + tasks + " tasks, not " + task);
        }
        this.task = task;
        this.tasks = tasks;
    }

    void adopt(Budgets next, long nowMicros) {
        budgets = next;
        job = ofScope(Limit.JOB);
        eachTenant = ofScope(Limit.EACH_TENANT);
        ofKey = ofScope(Limit.EACH_KEY);
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
        if (message.tasks() != tasks) {
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
        prices.forEach(
                (start, values) ->
                        startPrices.put(
                                start, values.stream().mapToDouble(v -> v).average().orElse(0)));
    }

    private static String start(String scope, String name) {
        return scope + "|" + name;
    }

    PacedBudget start(String scope, Limit limit, long nowMicros) {
        return new PacedBudget(
                scope,
                limit,
                budgets.pacing(),
                classes(limit),
                share(limit),
                startPrices.getOrDefault(start(scope, limit.name()), 0.0),
                nowMicros);
    }

    void change(PacedBudget budget, Limit limit, long nowMicros) {
        budget.adopt(limit, budgets.pacing(), classes(limit), share(limit), nowMicros);
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
        return shares.getOrDefault(limit.name(), 1.0 / tasks);
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

    int rankOf(String tenant) {
        return budgets.rankOf(tenant);
    }

    Budgets budgets() {
        return budgets;
    }
}
