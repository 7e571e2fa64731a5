package io.sluice.operators.budget;

import io.sluice.gates.EpochTable;
import io.sluice.gates.JobGroup;
import io.sluice.gates.budget.Allotter;
import io.sluice.gates.budget.BudgetStatus;
import io.sluice.gates.budget.ShareMessage;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.TaskStatus;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears how all tasks stand, of one job or of all that share, and re-divides the budgets among them
 * by a control message. One task.
 *
 * <p><b>Owned state:</b> none that is saved: it goes by what tasks say that they have.
 * <b>Delivery:</b> a message is sent at least once; twice changes nothing.
 */
public final class AllotterFunction extends ProcessFunction<TaskStatus, ControlEnvelope> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AllotterFunction.class);
    private static final long PAUSE_MICROS = 2_000_000;

    private final ControlSigning signing;
    private final JobGroup group;

    private transient ControlSigning.Signer signer;
    private transient Allotter allotter;

    /**
     * @param signing how messages are signed
     * @param group whose tasks share
     */
    public AllotterFunction(ControlSigning signing, JobGroup group) {
        this.signing = signing;
        this.group = group;
    }

    @Override
    public void open(OpenContext context) {
        signer = signing.open();
    }

    @Override
    public void processElement(TaskStatus status, Context context, Collector<ControlEnvelope> out) {
        int task = group.isAlone() ? status.subtask() : group.task(status.job(), status.subtask());
        // It has no budgets yet, or shares none of these.
        if (status.sharesSequence() <= 0 || task == JobGroup.NOBODY) {
            return;
        }
        if (allotter == null) {
            allotter =
                    new Allotter(
                            group.tasks(status.parallelism()),
                            PAUSE_MICROS,
                            ThreadLocalRandom.current().nextLong());
        }
        List<BudgetStatus> budgets;
        try {
            budgets = StatusForm.ofTheLedger(status.budgets());
        } catch (IllegalArgumentException e) {
            LOG.warn("The status of {} is not understood: {}", status.key(), e.getMessage());
            return;
        }
        long now = context.timerService().currentProcessingTime() * 1000;
        allotter.heard(task, status.startedMicros(), status.sharesSequence(), budgets, now)
                .ifPresent(shares -> out.collect(signer.sign(envelope(shares))));
    }

    private static ControlEnvelope envelope(ShareMessage shares) {
        // Shares have a sequence of their own and are no epoch.
        return new ControlEnvelope(
                ControlEnvelope.Kind.SHARES.name(),
                EpochTable.JOB,
                0,
                0,
                shares.document(),
                "",
                null);
    }
}
