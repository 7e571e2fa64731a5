package io.sluice.operators.guard;

import io.sluice.gates.JobGroup;
import io.sluice.gates.guard.GuardOrder;
import io.sluice.gates.guard.GuardRule;
import io.sluice.gates.guard.GuardState;
import io.sluice.gates.guard.ShadowResult;
import io.sluice.operators.serialization.GuardStateSerializer;
import io.sluice.schemas.ControlEnvelope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the shadow runs of each scope and asks for a stricter rule by a control message. It comes
 * back to the cascade through the control topic, because Flink has no loops.
 *
 * <p><b>Owned state:</b> a {@link GuardState} per scope, keyed. <b>Delivery:</b> a message is sent
 * at least once; one that did not come into force is sent again under a higher epoch.
 */
public final class GuardFunction
        extends KeyedProcessFunction<String, ShadowResult, ControlEnvelope> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(GuardFunction.class);

    private static final ValueStateDescriptor<GuardState> STATE =
            new ValueStateDescriptor<>("guard", GuardStateSerializer.TYPE);

    private final ControlSigning signing;
    private final boolean mayOrder;
    private final JobGroup group;

    private transient ValueState<GuardState> state;
    private transient ControlSigning.Signer signer;
    private transient Map<String, GuardMetrics> metrics;

    /**
     * @param signing how messages are signed
     * @param mayOrder whether messages reach anybody; if not, it only measures
     * @param group who else hears them
     */
    public GuardFunction(ControlSigning signing, boolean mayOrder, JobGroup group) {
        this.signing = signing;
        this.mayOrder = mayOrder;
        this.group = group;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(STATE);
        signer = signing.open();
        metrics = new HashMap<>();
    }

    @Override
    public void processElement(ShadowResult result, Context context, Collector<ControlEnvelope> out)
            throws Exception {
        GuardRule rule = new GuardRule(state.value());
        Optional<GuardOrder> order = rule.observe(result, mayOrder);
        GuardState now = rule.state();
        state.update(now);
        GuardMetrics seen =
                metrics.computeIfAbsent(
                        result.scope(),
                        scope -> new GuardMetrics(getRuntimeContext().getMetricGroup(), scope));
        seen.observed(now);
        if (order.isPresent()) {
            LOG.warn("The guard of scope {} asks: {}", result.scope(), order.get());
            seen.ordered(order.get());
            out.collect(message(order.get(), context));
        }
    }

    /** For events from the watermark on: a replay then finds the same ones under the old level. */
    private ControlEnvelope message(GuardOrder order, Context context) {
        long from = Math.max(order.notBeforeMillis(), context.timerService().currentWatermark());
        return signer.sign(
                new ControlEnvelope(
                        ControlEnvelope.Kind.GUARD.name(),
                        group.scope(ControlEnvelope.Kind.GUARD),
                        order.epoch(),
                        from,
                        order.message().document(),
                        "",
                        null));
    }
}
