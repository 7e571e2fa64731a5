package io.sluice.gates.budget;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

    private final BudgetTerms terms;
    private final GroupTable<String> tenants;
    private final GroupTable<ByteBuffer> keys;
    private final BudgetGroup job = new BudgetGroup(List.of());
    private long changes;

    AccountTable(BudgetTerms terms, int mostTenants, int mostKeys) {
        this.terms = terms;
        this.tenants = new GroupTable<>(mostTenants);
        this.keys = new GroupTable<>(mostKeys);
    }

    /** How often groups were added, dropped or had other budgets. */
    long changes() {
        return changes;
    }

    /** Takes the terms as they are now; budgets that stay go on, accounts are made again. */
    void adopt(long nowMicros) {
        changes++;
        // A bucket that was dropped under other terms may not come back fuller than under these.
        tenants.fullAt(tenants.fullAtMicros() > 0 ? terms.longestFill(nowMicros) : 0);
        keys.fullAt(keys.fullAtMicros() > 0 ? terms.longestFill(nowMicros) : 0);
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
            keys.clear();
        }
        keys.forEach(
                (key, group) ->
                        group.adopt(adopted(Limit.EACH_KEY, group, terms.ofKey(), nowMicros)));
    }

    /** Takes this task's shares of the job's and the tenants' budgets. */
    void share(long nowMicros) {
        // A full bucket of a larger share would be a grant beside what another task has had.
        tenants.fullAt(terms.longestFill(nowMicros));
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
            group = put(keys, copy(key), Limit.EACH_KEY, terms.ofKey(), nowMicros);
        }
        Account account = group.account();
        // A key is a device and has one tenant; where it has several the account is made anew.
        if (account == null || account.isStale(changes) || !account.tenant().equals(tenant)) {
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
            List<Limit> limits = terms.ofTenant(tenant);
            group = put(tenants, tenant, Limit.TENANT + tenant, limits, nowMicros);
        }
        return group;
    }

    private <K> BudgetGroup put(
            GroupTable<K> table, K name, String scope, List<Limit> limits, long nowMicros) {
        changes++;
        table.makeRoom(nowMicros);
        BudgetGroup group = started(scope, limits, table.fullAtMicros(), nowMicros);
        table.put(name, group);
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

    List<PacedBudget> job() {
        return job.budgets();
    }

    void forEachOfTenants(Consumer<PacedBudget> action) {
        tenants.forEach((tenant, group) -> group.budgets().forEach(action));
    }

    /** How the budgets of all keys stand, a row for each limit; none before there is a key. */
    List<BudgetStatus> statusOfKeys(long nowMicros) {
        return keys.any().stream()
                .flatMap(group -> group.budgets().stream())
                .map(budget -> budget.statusOfAll(keys.size(), nowMicros))
                .toList();
    }
}
