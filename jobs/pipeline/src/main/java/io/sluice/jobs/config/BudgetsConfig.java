package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;

/**
 * What a pipeline may spend.
 *
 * @param tenantHeader the header of a source record that names its tenant; empty for none
 * @param first the budgets to start with, until the control topic says otherwise
 */
public record BudgetsConfig(String tenantHeader, Budgets first) {
    static BudgetsConfig read(Section section) {
        return new BudgetsConfig(section.string("tenant-header", ""), BudgetDocument.read(section));
    }
}
