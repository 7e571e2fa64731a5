package io.sluice.operators.budget;

import java.io.Serializable;

/**
 * How a task keeps budgets.
 *
 * @param tenantHeader the header of a source record that names its tenant, in UTF-8; empty for none
 * @param costs what stages cost
 * @param metering what measures
 */
public record BudgetOptions(String tenantHeader, StageCosts.Factory costs, Metering metering)
        implements Serializable {
    /** No tenants, and no joules. */
    public static final BudgetOptions NONE =
            new BudgetOptions("", new PowerCosts.OfTheMachine(), Metering.NONE);
}
