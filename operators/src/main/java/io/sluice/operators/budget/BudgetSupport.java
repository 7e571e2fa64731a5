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
 * @param bytes whether the bytes that are sent for an event are counted
 */
public record BudgetSupport(boolean isCharged, boolean joules, boolean worstJoules, boolean bytes)
        implements Serializable {
    /** Keeps no budgets. */
    public static final BudgetSupport NONE = new BudgetSupport(false, false, false, false);

    /** Keeps budgets of all that experts take: who is asked says or is known to take so much. */
    public static final BudgetSupport OF_EXPERTS = new BudgetSupport(true, true, true, true);

    /**
     * @throws IllegalArgumentException naming a budget that cannot be kept, and what it needs
     */
    public void require(Budgets budgets) {
        if (!isCharged && !budgets.isEmpty()) {
            throw new IllegalArgumentException(
                    "budgets: a section; expected none, as only the bundle of a ladder or a router"
                            + " keeps budgets in this version, and not one of sensors");
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
        if (limit.resource() == Resource.BYTES && !bytes) {
            return Optional.of("has nothing to count; expected joules or milliseconds");
        }
        if (limit.resource() == Resource.JOULES && !joules) {
            return Optional.of(
                    "has no source of joules; expected costs.directory, energy.active-watts, or"
                            + " energy.sources with the names of those that are to be there");
        }
        if (isCap && limit.resource() != Resource.JOULES) {
            return Optional.of(
                    "is a cap, but only joules are known before they are spent; expected joules,"
                            + " or a soft limit");
        }
        if (isCap && !worstJoules) {
            return Optional.of(
                    "is a cap, but what a stage takes at most is not known before it runs;"
                            + " expected joules with costs.directory, or a soft limit");
        }
        return Optional.empty();
    }
}
