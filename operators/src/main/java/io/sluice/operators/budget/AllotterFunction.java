package io.sluice.operators.budget;

import io.sluice.gates.EpochTable;
import io.sluice.gates.budget.Allotter;
import io.sluice.gates.budget.ShareMessage;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.TaskStatus;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Hears how all tasks stand and re-divides the budgets among them by a control message. One task.
 *
 * <p><b>Owned state:</b> none that is saved: tasks of a restored job begin with equal shares.
 * <b>Delivery:</b> a message is sent at least once; twice changes nothing.
 */
public final class AllotterFunction extends ProcessFunction<TaskStatus, ControlEnvelope> {
    private static final long serialVersionUID = 1L;
    private static final long PAUSE_MICROS = 5_000_000;

    private final ControlSigning signing;

    private transient ControlSigning.Signer signer;
    private transient Allotter allotter;

    /**
     * @param signing how messages are signed
     */
    public AllotterFunction(ControlSigning signing) {
        this.signing = signing;
    }

    @Override
    public void open(OpenContext context) {
        signer = signing.open();
    }

    @Override
    public void processElement(TaskStatus status, Context context, Collector<ControlEnvelope> out) {
        if (status.sharesSequence() <= 0) {
            // It has no budgets yet.
            return;
        }
        if (allotter == null) {
            allotter = new Allotter(status.parallelism(), PAUSE_MICROS);
        }
        Optional<ShareMessage> message =
                allotter.heard(
                        status.subtask(),
                        status.sharesSequence(),
                        StatusForm.ofTheLedger(status.budgets()),
                        context.timerService().currentProcessingTime() * 1000);
        message.ifPresent(shares -> out.collect(signer.sign(envelope(shares))));
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
