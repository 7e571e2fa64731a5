package io.sluice.gates.budget;

/**
 * The budgets that an event of one tenant and key is charged to, resolved once by {@link
 * BudgetLedger#open}. It stays with the event until its last cost is settled, also when other
 * budgets are adopted meanwhile. Only the ledger that opened it can use it.
 */
public final class Account {
    private final String tenant;
    private final int rank;

    Account(String tenant, int rank) {
        this.tenant = tenant;
        this.rank = rank;
    }

    /** The tenant's name, empty for none. */
    public String tenant() {
        return tenant;
    }

    /** The rank of the tenant's priority class, 0 for the lowest. */
    public int rank() {
        return rank;
    }
}
