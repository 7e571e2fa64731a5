package io.sluice.gates.budget;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The budgets of the job, of each tenant and of each key, for a bounded number of both. What is not
 * in the table is idle, or was dropped to make room: then its buckets are no fuller than the emptiest
 * of those dropped ever was, so that a hard limit holds however many keys come and go.
 */
final class AccountTable {
    /** Tenants at most; each has a row in the status. */
    static final int MOST_TENANTS = 1_000;

    /** Keys at most; about 50 MB. */
    static final int MOST_KEYS = 100_000;

    private static final int DROPPED_PART = 8;

    private final BudgetTerms terms;
    private final Map<String, Entry> tenants = new HashMap<>();
    private final Map<ByteBuffer, Entry> keys = new HashMap<>();
    private List<PacedBudget> job = new ArrayList<>();
    private double tenantsFullAt;
    private double keysFullAt;

    /** A tenant's or key's own budgets, and the account made of them last. */
    private static final class Entry {
        List<PacedBudget> budgets;
        Account account;

        double idleAtMicros() {
            double idle = Double.NEGATIVE_INFINITY;
            for (PacedBudget budget : budgets) {
                idle = Math.max(idle, budget.idleAtMicros());
            }
            return idle;
        }
    }

    AccountTable(BudgetTerms terms) {
        this.terms = terms;
    }

    /** Takes the terms as they are now; budgets that stay go on, accounts are made again. */
    void adopt(long nowMicros) {
        // A bucket that was dropped under other terms may not come back fuller than under these.
        tenantsFullAt = tenantsFullAt > 0 ? terms.longestFill(nowMicros) : 0;
        keysFullAt = keysFullAt > 0 ? terms.longestFill(nowMicros) : 0;
        job = adopted(Limit.JOB, job, terms.job(), nowMicros);
        tenants.forEach(
                (tenant, entry) -> {
                    String scope = Limit.TENANT + tenant;
                    entry.budgets =
                            adopted(scope, entry.budgets, terms.ofTenant(tenant), nowMicros);
                    entry.account = null;
                });
        keys.values()
                .forEach(
                        entry -> {
                            entry.budgets =
                                    adopted(
                                            Limit.EACH_KEY,
                                            entry.budgets,
                                            terms.ofKey(),
                                            nowMicros);
                            entry.account = null;
                        });
    }

    /** Takes this task's shares of the job's and the tenants' budgets. */
    void share(long nowMicros) {
        job.forEach(budget -> terms.change(budget, budget.limit(), nowMicros));
        forEachOfTenants(budget -> terms.change(budget, budget.limit(), nowMicros));
    }

    private List<PacedBudget> adopted(
            String scope, List<PacedBudget> before, List<Limit> limits, long nowMicros) {
        List<PacedBudget> after = new ArrayList<>();
        for (Limit limit : limits) {
            PacedBudget known = null;
            for (PacedBudget budget : before) {
                known = budget.limit().name().equals(limit.name()) ? budget : known;
            }
            if (known == null) {
                known = terms.start(scope, limit, nowMicros);
            } else {
                terms.change(known, limit, nowMicros);
            }
            after.add(known);
        }
        return after;
    }

    /**
     * The account of a tenant and key.
     *
     * @param key or null; copied when it is new
     */
    Account account(String tenant, ByteBuffer key, long nowMicros) {
        if (key == null || terms.ofKey().isEmpty()) {
            return tenant(tenant, nowMicros).account;
        }
        Entry entry = keys.get(key);
        if (entry == null) {
            entry = new Entry();
            keysFullAt = makeRoom(keys, MOST_KEYS, keysFullAt, nowMicros);
            entry.budgets = started(Limit.EACH_KEY, terms.ofKey(), keysFullAt, nowMicros);
            keys.put(copy(key), entry);
        }
        Account account = entry.account;
        // A key is a device and has one tenant; where it has several the account is made anew.
        if (account == null || !account.tenant().equals(tenant)) {
            List<PacedBudget> budgets = new ArrayList<>(job);
            budgets.addAll(tenant(tenant, nowMicros).budgets);
            budgets.addAll(entry.budgets);
            account = new Account(tenant, terms.rankOf(tenant), budgets);
            entry.account = account;
        }
        return account;
    }

    private Entry tenant(String tenant, long nowMicros) {
        Entry entry = tenants.get(tenant);
        if (entry == null) {
            entry = new Entry();
            tenantsFullAt = makeRoom(tenants, MOST_TENANTS, tenantsFullAt, nowMicros);
            entry.budgets =
                    started(
                            Limit.TENANT + tenant,
                            terms.ofTenant(tenant),
                            tenantsFullAt,
                            nowMicros);
            tenants.put(tenant, entry);
        }
        if (entry.account == null) {
            List<PacedBudget> budgets = new ArrayList<>(job);
            budgets.addAll(entry.budgets);
            entry.account = new Account(tenant, terms.rankOf(tenant), budgets);
        }
        return entry;
    }

    private List<PacedBudget> started(
            String scope, List<Limit> limits, double fullAt, long nowMicros) {
        List<PacedBudget> budgets = new ArrayList<>();
        for (Limit limit : limits) {
            PacedBudget budget = terms.start(scope, limit, nowMicros);
            budget.fullAt(Math.max(fullAt, terms.fullAt(limit)), nowMicros);
            budgets.add(budget);
        }
        return budgets;
    }

    private static ByteBuffer copy(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /**
     * Drops idle entries of a full table, and where there are none those idle soonest.
     *
     * @return when the emptiest bucket that was ever dropped is full
     */
    private static <K> double makeRoom(
            Map<K, Entry> table, int most, double fullAt, long nowMicros) {
        if (table.size() < most) {
            return fullAt;
        }
        List<Map.Entry<K, Entry>> entries = new ArrayList<>(table.entrySet());
        entries.sort((a, b) -> Double.compare(idleAt(a), idleAt(b)));
        double emptiest = fullAt;
        int dropped = 0;
        for (Map.Entry<K, Entry> entry : entries) {
            if (dropped > most / DROPPED_PART && idleAt(entry) > nowMicros) {
                break;
            }
            for (PacedBudget budget : entry.getValue().budgets) {
                emptiest = Math.max(emptiest, budget.fullAtMicros());
            }
            table.remove(entry.getKey());
            dropped++;
        }
        return emptiest;
    }

    private static <K> double idleAt(Map.Entry<K, Entry> entry) {
        return entry.getValue().idleAtMicros();
    }

    List<PacedBudget> job() {
        return job;
    }

    void forEachOfTenants(Consumer<PacedBudget> action) {
        tenants.values().forEach(entry -> entry.budgets.forEach(action));
    }

    void forEachOfKeys(Consumer<PacedBudget> action) {
        keys.values().forEach(entry -> entry.budgets.forEach(action));
    }
}
