package io.sluice.gates.budget;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
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

    private final String tenant;
    private final int rank;
    private final PacedBudget[] all;
    private final PacedBudget[][] sums = new PacedBudget[RESOURCES.length][];
    private final PacedBudget[] latencies;

    /** What {@link #prices} was made of, to give it out again. */
    private final Price[] parts;

    private Prices frozen;
    private int steps;
    private Prices prices;

    Account(String tenant, int rank, List<PacedBudget> budgets) {
        this.tenant = tenant;
        this.rank = rank;
        this.all = budgets.toArray(NO_BUDGETS);
        this.parts = new Price[all.length];
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
            if (!budget.limit().isLatency()) {
                budget.event(nowMicros);
            }
        }
    }

    Prices prices(Prices nowFrozen, BrownOut brownOut, long nowMicros) {
        boolean same = prices != null && nowFrozen == frozen && brownOut.steps() == steps;
        for (int i = 0; i < all.length; i++) {
            Price price = all[i].price(rank, nowMicros);
            same &= price == parts[i];
            parts[i] = price;
        }
        if (!same) {
            frozen = nowFrozen;
            steps = brownOut.steps();
            prices = combined(brownOut);
        }
        return prices;
    }

    private Prices combined(BrownOut brownOut) {
        double floor = brownOut.floor(rank);
        List<Price> list = new ArrayList<>(frozen.asList());
        for (Price price : parts) {
            if (price != null && !isFrozen(price.resource())) {
                list.add(price);
            }
        }
        double pressure = 0;
        for (Price price : list) {
            pressure += price.value();
        }
        if (floor > pressure) {
            list.add(new Price(brownOut.cause(), BudgetLedger.BROWN_OUT, floor - pressure));
        }
        return Prices.of(list);
    }

    private boolean isFrozen(Resource resource) {
        for (Price price : frozen.asList()) {
            if (price.resource() == resource) {
                return true;
            }
        }
        return false;
    }
}
