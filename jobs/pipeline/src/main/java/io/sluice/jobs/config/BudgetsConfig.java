package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a pipeline may spend.
 *
 * @param tenantHeader the header of a source record that names its tenant; empty for none
 * @param sharedBy the parallelism of each pipeline that shares the budgets, by its name and in the
 *     order of the file; empty when it shares them with nobody
 * @param first the budgets to start with, until the control topic says otherwise
 */
public record BudgetsConfig(String tenantHeader, Map<String, Integer> sharedBy, Budgets first) {
    private static final int MOST_TASKS = 32_768;

    static BudgetsConfig read(Section section) {
        Section sharing = section.sectionOrEmpty("shared-by");
        Map<String, Integer> sharedBy = new LinkedHashMap<>();
        for (String pipeline : sharing.keys()) {
            sharedBy.put(pipeline, (int) sharing.integer(pipeline, 1, MOST_TASKS));
        }
        return new BudgetsConfig(
                section.string("tenant-header", ""), sharedBy, BudgetDocument.read(section));
    }

    /** Whether the job starts with budgets. */
    public boolean isGiven() {
        return !first.isEmpty();
    }
}
