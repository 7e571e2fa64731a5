package io.sluice.operators.budget;

import io.sluice.gates.JobGroup;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.gates.budget.SavedPrice;
import io.sluice.operators.serialization.SavedPriceSerializer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;

/**
 * The ledger of a task, whose prices are saved.
 *
 * <p><b>Owned state:</b> {@code prices}, a union, of which each task takes the mean.
 */
public final class LedgerState {
    private static final ListStateDescriptor<SavedPrice> PRICES =
            new ListStateDescriptor<>("prices", SavedPriceSerializer.TYPE);

    private final ListState<SavedPrice> state;
    private final BudgetLedger ledger;

    /**
     * A new ledger that begins with the prices that were saved.
     *
     * @param group who shares the budgets
     * @param startedMicros when this attempt of the task began by its clock
     */
    public LedgerState(OperatorStateStore store, TaskInfo task, JobGroup group, long startedMicros)
            throws Exception {
        state = store.getUnionListState(PRICES);
        List<SavedPrice> prices = new ArrayList<>();
        state.get().forEach(prices::add);
        ledger =
                new BudgetLedger(
                        group.task(task.getIndexOfThisSubtask()),
                        group.tasks(task.getNumberOfParallelSubtasks()),
                        !group.isAlone(),
                        startedMicros);
        ledger.restore(prices);
    }

    /** The ledger. */
    public BudgetLedger ledger() {
        return ledger;
    }

    /** Writes the prices to the operator's state. */
    public void save(long nowMicros) throws Exception {
        state.update(ledger.export(nowMicros));
    }
}
