package io.sluice.operators.budget;

import io.sluice.gates.JobGroup;
import java.io.Serializable;

/**
 * How a task keeps budgets.
 *
 * @param tenantHeader the header of a source record that names its tenant, in UTF-8; empty for none
 * @param group who shares the budgets
 * @param costs what stages cost
 * @param metering what measures
 */
public record BudgetOptions(
        String tenantHeader, JobGroup group, StageCosts.Factory costs, Metering metering)
        implements Serializable {
    /** No tenants, and no joules. */
    public static final BudgetOptions NONE =
            new BudgetOptions("", JobGroup.ALONE, new PowerCosts.OfTheMachine(), Metering.NONE);
}
