package io.sluice.gates.budget;

import java.util.List;

/** The budgets of the job, of one tenant or of one key, and the account made of them last. */
final class BudgetGroup {
    private List<PacedBudget> budgets;
    private Account account;
    private boolean dropped;

    BudgetGroup(List<PacedBudget> budgets) {
        this.budgets = budgets;
    }

    List<PacedBudget> budgets() {
        return budgets;
    }

    /** Other budgets in place of these; accounts are made again. */
    void adopt(List<PacedBudget> next) {
        budgets = next;
        account = null;
    }

    /** The account made of these last, or null. */
    Account account() {
        return account;
    }

    void account(Account made) {
        account = made;
    }

    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }

    /** From when on it is as good as new; never while anything of it is reserved. */
    double idleAtMicros() {
        double idle = Double.NEGATIVE_INFINITY;
        for (PacedBudget budget : budgets) {
            idle = Math.max(idle, budget.idleAtMicros());
        }
        return idle;
    }

    /** When all its buckets are full. */
    double fullAtMicros() {
        double full = 0;
        for (PacedBudget budget : budgets) {
            full = Math.max(full, budget.fullAtMicros());
        }
        return full;
    }
}
