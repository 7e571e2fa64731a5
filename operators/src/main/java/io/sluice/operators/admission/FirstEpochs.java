package io.sluice.operators.admission;

import io.sluice.gates.GateMode;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The epochs that a task begins with.
 *
 * @param epochs oldest first, at least one
 * @param isOfThisBundle whether none that was saved had to be dropped
 */
record FirstEpochs(List<PolicyEpoch> epochs, boolean isOfThisBundle) {
    private static final Logger LOG = LoggerFactory.getLogger(FirstEpochs.class);

    /**
     * The saved epochs of bundles that are still to be run, else the first policy.
     *
     * @throws IllegalArgumentException when the job can no longer keep budgets that were saved
     */
    static FirstEpochs of(List<PolicyEpoch> saved, PolicyOptions options) {
        List<PolicyEpoch> kept = new ArrayList<>();
        for (PolicyEpoch epoch : saved) {
            if (epoch.policy().bundleHash().equals(options.bundleHash())) {
                kept.add(epoch.with(NamedBundle.OF_THE_FILE));
            } else if (!epoch.bundle().isOfTheFile()) {
                kept.add(epoch);
            } else {
                LOG.warn(
                        "{} of the savepoint is for bundle {} and not for the bundle loaded; dropped",
                        epoch,
                        epoch.policy().bundleHash());
            }
        }
        boolean isOfThisBundle = kept.size() == saved.size();
        kept.sort(Comparator.comparingLong(PolicyEpoch::epoch));
        Budgets first = BudgetDocument.parse("budgets", options.firstBudgets());
        if (kept.isEmpty()) {
            kept.add(
                    PolicyEpoch.of(0, Long.MIN_VALUE, options.firstPolicy(), Prices.NONE)
                            .with(first, options.firstMode()));
        } else if (kept.size() == 1 && kept.get(0).epoch() == 0) {
            // Nothing of the control topic holds: budgets and mode were those of the file, too.
            kept.set(0, kept.get(0).with(first, options.firstMode()));
        }
        kept.forEach(epoch -> options.support().require(epoch.budgets()));
        warnOfNewest(kept.get(kept.size() - 1), first, options.firstMode());
        return new FirstEpochs(kept, isOfThisBundle);
    }

    private static void warnOfNewest(PolicyEpoch newest, Budgets first, GateMode firstMode) {
        if (!newest.budgets().equals(first)) {
            LOG.warn(
                    "The budgets of {} in the savepoint hold on, and not those of the pipeline's"
                            + " file; sluice budget set changes them",
                    newest);
        }
        if (newest.mode() != firstMode) {
            LOG.warn(
                    "The mode of {} in the savepoint holds on, and not policy.mode of the pipeline's"
                            + " file; sluice control send --kind mode changes it",
                    newest);
        }
        if (!newest.bundle().isOfTheFile()) {
            LOG.warn(
                    "The bundle of {} in the savepoint holds on, and not that of the pipeline's"
                            + " file; sluice bundle promote changes it",
                    newest);
        }
    }
}
