package io.sluice.gates.budget;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The budgets that an event of one tenant and key is charged to, resolved once by {@link
 * BudgetLedger#open}. It stays with the event until its last cost is settled, also when other
 * budgets are adopted meanwhile. Only the ledger that opened it can use it.
 */
public final class Account {
    private static final Resource[] RESOURCES = Resource.values();
    private static final PacedBudget[] NO_BUDGETS = {};
    private static final long NEVER = -1;

    private final String tenant;
    private final ByteBuffer key;
    private int rank;
    private PacedBudget[] all;
    private PacedBudget[][] sums;
    private PacedBudget[] latencies;
    private BudgetGroup[] groups;

    /** The budgets of the groups as they were when it was resolved. */
    private List<PacedBudget>[] resolved;

    /** Until which change of the table nothing of it was dropped. */
    private long checked = NEVER;

    /** What {@link #prices} was made of, to give it out again. */
    private Price[] parts;

    private Prices frozen;
    private int steps;
    private Resource cause;
    private Prices prices;

    /**
     * @param key its key where keys have budgets, else null; kept
     * @param groups the budgets of the job, the tenant, and the key if any
     */
    Account(String tenant, ByteBuffer key, int rank, List<BudgetGroup> groups) {
        this.tenant = tenant;
        this.key = key;
        resolve(rank, groups);
    }

    /** Goes on with other budgets, when a group of those it had was dropped. */
    @SuppressWarnings("unchecked") // An array of lists has no other form.
    final void resolve(int newRank, List<BudgetGroup> newGroups) {
        rank = newRank;
        groups = newGroups.toArray(BudgetGroup[]::new);
        resolved = newGroups.stream().map(BudgetGroup::budgets).toArray(List[]::new);
        checked = NEVER;
        List<PacedBudget> budgets = new ArrayList<>();
        newGroups.forEach(group -> budgets.addAll(group.budgets()));
        all = budgets.toArray(NO_BUDGETS);
        parts = new Price[all.length];
        prices = null;
        sums = new PacedBudget[RESOURCES.length][];
        for (Resource resource : RESOURCES) {
            sums[resource.ordinal()] =
                    budgets.stream()
                            .filter(budget -> budget.limit().resource() == resource)
                            .filter(budget -> !budget.limit().isLatency())
                            .toArray(PacedBudget[]::new);
        }
        latencies =
                budgets.stream()
                        .filter(budget -> budget.limit().isLatency())
                        .toArray(PacedBudget[]::new);
    }

    /**
     * Whether a group was dropped to make room, so that what was spent since is not in its budgets,
     * or has other budgets by now.
     *
     * @param changes of the table until now
     */
    boolean isStale(long changes) {
        if (changes == checked) {
            return false;
        }
        for (int i = 0; i < groups.length; i++) {
            if (groups[i].isDropped() || groups[i].budgets() != resolved[i]) {
                return true;
            }
        }
        checked = changes;
        return false;
    }

    ByteBuffer key() {
        return key;
    }

    /** The tenant's name, empty for none. */
    public String tenant() {
        return tenant;
    }

    /** The rank of the tenant's priority class, 0 for the lowest. */
    public int rank() {
        return rank;
    }

    /** The budgets of sums of a resource. */
    PacedBudget[] of(Resource resource) {
        return sums[resource.ordinal()];
    }

    /** The budgets on latency. */
    PacedBudget[] latencies() {
        return latencies;
    }

    void event(long nowMicros) {
        for (PacedBudget budget : all) {
            if (!budget.isLatency()) {
                budget.event(nowMicros);
            }
        }
    }

    Prices prices(Prices nowFrozen, CombinedPrices made, long nowMicros) {
        boolean same =
                prices != null
                        && nowFrozen == frozen
                        && made.steps() == steps
                        && made.cause() == cause;
        for (int i = 0; i < all.length; i++) {
            Price price = all[i].price(rank, nowMicros);
            same &= price == parts[i];
            parts[i] = price;
        }
        if (!same) {
            frozen = nowFrozen;
            steps = made.steps();
            cause = made.cause();
            prices = made.of(parts, frozen, rank);
        }
        return prices;
    }
}
