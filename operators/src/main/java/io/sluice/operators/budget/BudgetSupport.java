package io.sluice.operators.budget;

import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.Resource;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which budgets a job can keep, by what it knows of costs.
 *
 * @param isCharged whether its operator charges events at all
 * @param joules whether the joules of an event are known after it ran
 * @param worstJoules whether the most that an action may take is known before it runs
 */
public record BudgetSupport(boolean isCharged, boolean joules, boolean worstJoules)
        implements Serializable {
    /** Keeps no budgets. */
    public static final BudgetSupport NONE = new BudgetSupport(false, false, false);

    /**
     * @throws IllegalArgumentException naming a budget that cannot be kept, and what it needs
     */
    public void require(Budgets budgets) {
        if (!isCharged && !budgets.isEmpty()) {
            throw new IllegalArgumentException(
                    "budgets: a section; expected none, as only the bundle of a ladder keeps"
                            + " budgets in this version, and not one of sensors or a router");
        }
        for (Limit limit : budgets.limits()) {
            problem(limit)
                    .ifPresent(
                            needs -> {
                                throw new IllegalArgumentException(
                                        "budgets.limits: " + limit.name() + " " + needs);
                            });
        }
    }

    private Optional<String> problem(Limit limit) {
        boolean isCap = limit.hard() || limit.scope().equals(Limit.EVENT);
        if (limit.resource() == Resource.BYTES) {
            return Optional.of("has nothing to count; expected joules or milliseconds");
        }
        if (limit.resource() == Resource.JOULES && !joules) {
            return Optional.of(
                    "has no source of joules; expected costs.directory, energy.active-watts, or"
                            + " energy.sources with the names of those that are to be there");
        }
        if (isCap && (limit.resource() != Resource.JOULES || !worstJoules)) {
            return Optional.of(
                    "is a cap, but what a stage takes at most is not known before it runs;"
                            + " expected joules with costs.directory, or a soft limit");
        }
        return Optional.empty();
    }
}
