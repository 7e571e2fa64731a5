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

    /** Keeps budgets of joules, which the policy's table says of sensors and stages. */
    public static final BudgetSupport OF_SENSORS = new BudgetSupport(true, true, true, false);

    /**
     * @throws IllegalArgumentException naming a budget that cannot be kept, and what it needs
     */
    public void require(Budgets budgets) {
        if (!isCharged && !budgets.isEmpty()) {
            throw new IllegalArgumentException(
                    "budgets: a section; expected none, as the job charges nobody");
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

    /**
     * Checks that the cheapest action is within each budget of joules, where it is known. What it
     * takes per second depends on how many events come, so that is for the tasks to say.
     *
     * @throws IllegalArgumentException naming a budget that allows nothing, and the least that does
     */
    public static void requireAffordable(Budgets budgets, ActionCosts costs) {
        double least = costs.leastJoules();
        double first = costs.firstWorstJoules();
        for (Limit limit : budgets.limits()) {
            if (limit.resource() != Resource.JOULES) {
                continue;
            }
            boolean isOfOneEvent = limit.isPerEvent() || limit.scope().equals(Limit.EVENT);
            if (isOfOneEvent && limit.amount() < least) {
                throw new IllegalArgumentException(
                        "budgets.limits: %s of %.4g J allows nothing; expected at least %.4g J, which the cheapest action takes"
                                .formatted(limit.name(), limit.amount(), least));
            }
            if (limit.hard() && !isOfOneEvent && limit.burst() < first) {
                throw new IllegalArgumentException(
                        "budgets.limits: %s with a burst of %.4g J allows nothing; expected a burst of at least %.4g J, which the first action may take"
                                .formatted(limit.name(), limit.burst(), first));
            }
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
