package io.sluice.gates.budget;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The budgets of the job, of each tenant and of each key, for a bounded number of both. What is not
 * in the table is idle, or was dropped to make room: then its buckets are no fuller than the
 * emptiest of those dropped ever was, so that a hard limit holds however many keys come and go.
 * What is reserved is not dropped.
 */
final class AccountTable {
    /** Tenants at most; each has a row in the status. */
    static final int MOST_TENANTS = 1_000;

    /** Keys at most; about 50 MB. */
    static final int MOST_KEYS = 100_000;

    private static final int DROPPED_PART = 8;

    private final BudgetTerms terms;
    private final int mostTenants;
    private final int mostKeys;
    private final Map<String, BudgetGroup> tenants = new HashMap<>();
    private final Map<ByteBuffer, BudgetGroup> keys = new HashMap<>();
    private final BudgetGroup job = new BudgetGroup(List.of());

    /** When the emptiest bucket that was dropped is full; 0 while none was. */
    private double tenantsFullAt;

    private double keysFullAt;

    AccountTable(BudgetTerms terms, int mostTenants, int mostKeys) {
        this.terms = terms;
        this.mostTenants = mostTenants;
        this.mostKeys = mostKeys;
    }

    /** Takes the terms as they are now; budgets that stay go on, accounts are made again. */
    void adopt(long nowMicros) {
        // A bucket that was dropped under other terms may not come back fuller than under these.
        tenantsFullAt = tenantsFullAt > 0 ? terms.longestFill(nowMicros) : 0;
        keysFullAt = keysFullAt > 0 ? terms.longestFill(nowMicros) : 0;
        job.adopt(adopted(Limit.JOB, job, terms.job(), nowMicros));
        tenants.forEach(
                (tenant, group) ->
                        group.adopt(
                                adopted(
                                        Limit.TENANT + tenant,
                                        group,
                                        terms.ofTenant(tenant),
                                        nowMicros)));
        if (terms.ofKey().isEmpty()) {
            keys.values().forEach(BudgetGroup::drop);
            keys.clear();
        }
        keys.values()
                .forEach(
                        group ->
                                group.adopt(
                                        adopted(Limit.EACH_KEY, group, terms.ofKey(), nowMicros)));
    }

    /** Takes this task's shares of the job's and the tenants' budgets. */
    void share(long nowMicros) {
        // A full bucket of a larger share would be a grant beside what another task has had.
        tenantsFullAt = terms.longestFill(nowMicros);
        job.budgets().forEach(budget -> terms.change(budget, budget.limit(), nowMicros));
        forEachOfTenants(budget -> terms.change(budget, budget.limit(), nowMicros));
    }

    private List<PacedBudget> adopted(
            String scope, BudgetGroup before, List<Limit> limits, long nowMicros) {
        List<PacedBudget> after = new ArrayList<>();
        for (Limit limit : limits) {
            PacedBudget known = null;
            for (PacedBudget budget : before.budgets()) {
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
            BudgetGroup group = tenant(tenant, nowMicros);
            if (group.account() == null) {
                group.account(made(tenant, null, List.of(job, group)));
            }
            return group.account();
        }
        BudgetGroup group = keys.get(key);
        if (group == null) {
            keysFullAt = makeRoom(keys, mostKeys, keysFullAt, nowMicros);
            group = started(Limit.EACH_KEY, terms.ofKey(), keysFullAt, nowMicros);
            keys.put(copy(key), group);
        }
        Account account = group.account();
        // A key is a device and has one tenant; where it has several the account is made anew.
        if (account == null || account.isStale() || !account.tenant().equals(tenant)) {
            BudgetGroup ofTenant = tenant(tenant, nowMicros);
            account = made(tenant, copy(key), List.of(job, ofTenant, group));
            group.account(account);
        }
        return account;
    }

    private Account made(String tenant, ByteBuffer key, List<BudgetGroup> groups) {
        return new Account(tenant, key, terms.rankOf(tenant), groups);
    }

    /** Lets an account that an event has held since a group of it was dropped find its budgets. */
    void resolve(Account account, long nowMicros) {
        List<BudgetGroup> groups = new ArrayList<>();
        groups.add(job);
        groups.add(tenant(account.tenant(), nowMicros));
        if (account.key() != null && !terms.ofKey().isEmpty()) {
            account(account.tenant(), account.key(), nowMicros);
            groups.add(keys.get(account.key()));
        }
        account.resolve(terms.rankOf(account.tenant()), groups);
    }

    private BudgetGroup tenant(String tenant, long nowMicros) {
        BudgetGroup group = tenants.get(tenant);
        if (group == null) {
            tenantsFullAt = makeRoom(tenants, mostTenants, tenantsFullAt, nowMicros);
            group =
                    started(
                            Limit.TENANT + tenant,
                            terms.ofTenant(tenant),
                            tenantsFullAt,
                            nowMicros);
            tenants.put(tenant, group);
        }
        return group;
    }

    private BudgetGroup started(String scope, List<Limit> limits, double fullAt, long nowMicros) {
        List<PacedBudget> budgets = new ArrayList<>();
        for (Limit limit : limits) {
            PacedBudget budget = terms.start(scope, limit, nowMicros);
            budget.fullAt(Math.max(fullAt, terms.fullAt(limit)), nowMicros);
            budgets.add(budget);
        }
        return new BudgetGroup(budgets);
    }

    private static ByteBuffer copy(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /**
     * Drops idle groups of a full table, and where there are none those idle soonest.
     *
     * @return when the emptiest bucket that was ever dropped is full
     */
    private static <K> double makeRoom(
            Map<K, BudgetGroup> table, int most, double fullAt, long nowMicros) {
        if (table.size() < most) {
            return fullAt;
        }
        List<Map.Entry<K, BudgetGroup>> entries = new ArrayList<>(table.entrySet());
        entries.sort(
                (a, b) -> Double.compare(a.getValue().idleAtMicros(), b.getValue().idleAtMicros()));
        double emptiest = fullAt;
        int dropped = 0;
        for (Map.Entry<K, BudgetGroup> entry : entries) {
            double idleAt = entry.getValue().idleAtMicros();
            boolean enough = dropped > most / DROPPED_PART && idleAt > nowMicros;
            if (enough || idleAt == Double.POSITIVE_INFINITY) {
                break;
            }
            emptiest = Math.max(emptiest, entry.getValue().fullAtMicros());
            entry.getValue().drop();
            table.remove(entry.getKey());
            dropped++;
        }
        return emptiest;
    }

    List<PacedBudget> job() {
        return job.budgets();
    }

    void forEachOfTenants(Consumer<PacedBudget> action) {
        tenants.values().forEach(group -> group.budgets().forEach(action));
    }

    void forEachOfKeys(Consumer<PacedBudget> action) {
        keys.values().forEach(group -> group.budgets().forEach(action));
    }
}
