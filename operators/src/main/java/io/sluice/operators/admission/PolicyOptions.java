package io.sluice.operators.admission;

import io.sluice.gates.PolicyShape;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.operators.budget.BudgetSupport;
import java.io.Serializable;
import java.time.Duration;

/**
 * Which policies may be in force, and how they come.
 *
 * @param bundleHash hash of the bundle that is run; policies of others are refused
 * @param shape what its policies have to fit
 * @param firstPolicy the policy document in force until the control topic says otherwise
 * @param firstBudgets the document of the budgets in force until then
 * @param support which budgets the job can keep; others are refused
 * @param controlTrust which control messages are believed
 * @param controlWait how long the first event may wait for the control topic to be read
 */
public record PolicyOptions(
        String bundleHash,
        PolicyShape shape,
        byte[] firstPolicy,
        byte[] firstBudgets,
        BudgetSupport support,
        ControlTrust controlTrust,
        Duration controlWait)
        implements Serializable {
    /** A job that keeps no budgets. */
    public PolicyOptions(
            String bundleHash,
            PolicyShape shape,
            byte[] firstPolicy,
            ControlTrust controlTrust,
            Duration controlWait) {
        this(
                bundleHash,
                shape,
                firstPolicy,
                BudgetDocument.document(Budgets.NONE),
                BudgetSupport.NONE,
                controlTrust,
                controlWait);
    }
}
