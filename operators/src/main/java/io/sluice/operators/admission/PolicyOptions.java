package io.sluice.operators.admission;

import io.sluice.gates.GateMode;
import io.sluice.gates.JobGroup;
import io.sluice.gates.PolicyShape;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.budget.BudgetSupport;
import java.io.Serializable;
import java.time.Duration;

/**
 * Which policies may be in force, and how they come.
 *
 * @param bundleHash hash of the bundle that the pipeline's file names
 * @param shape what its policies have to fit
 * @param firstPolicy the policy document in force until the control topic says otherwise
 * @param firstBudgets the document of the budgets in force until then
 * @param firstMode what becomes of the decisions of gates until then
 * @param support which budgets the job can keep; others are refused
 * @param group who else the control topic speaks to
 * @param controlTrust which control messages are believed
 * @param controlWait how long the first event may wait for the control topic to be read
 * @param opener opens the bundles that messages name; null where they may name none
 */
public record PolicyOptions(
        String bundleHash,
        PolicyShape shape,
        byte[] firstPolicy,
        byte[] firstBudgets,
        GateMode firstMode,
        BudgetSupport support,
        JobGroup group,
        ControlTrust controlTrust,
        Duration controlWait,
        BundleOpener opener)
        implements Serializable {
    /**
     * A job that keeps no budgets, follows its gates, has the control topic to itself and runs no
     * bundle but its own.
     */
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
                GateMode.ENFORCE,
                BudgetSupport.NONE,
                JobGroup.ALONE,
                controlTrust,
                controlWait,
                null);
    }
}
