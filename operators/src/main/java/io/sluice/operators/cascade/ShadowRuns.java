package io.sluice.operators.cascade;

import io.sluice.gates.EpochTable;
import io.sluice.gates.GateMode;
import io.sluice.gates.guard.ShadowResult;
import io.sluice.gates.guard.ShadowSampling;
import java.util.function.BiConsumer;

/**
 * The full model on sampled events: an event that was answered early goes on as a shadow row in the
 * batches of the stages that are left, and its class at the last exit is compared with its answer.
 *
 * <p><b>Design constraint:</b> nothing of an answer depends on it: the answer has left when the
 * shadow run begins, and what the shadow costs is counted apart. A shadow row waits for company: it
 * makes no batch due, and is run with the next batch of its stage, at the latest before a barrier.
 * <b>Owned state:</b> none; a shadow row is the {@link InFlight} of its event. Not thread-safe.
 */
final class ShadowRuns {
    private final ShadowSampling sampling;
    private final AnswerComposer costs;
    private final BiConsumer<InFlight, ShadowResult> results;
    private final CascadeListener listener;

    /**
     * @param costs knows what stages cost
     * @param results takes what the runs show
     */
    ShadowRuns(
            ShadowSampling sampling,
            AnswerComposer costs,
            BiConsumer<InFlight, ShadowResult> results,
            CascadeListener listener) {
        this.sampling = sampling;
        this.costs = costs;
        this.results = results;
        this.listener = listener;
    }

    /** Decides, when an event enters, whether it gets a shadow run. */
    void enter(InFlight event) {
        event.sampled = sampling.isOn() && sampling.isSampled(event.event.event().id());
    }

    /** An event that was answered by its rule becomes a shadow row. */
    void begin(InFlight answered, int exit, int answeredClass) {
        answered.shadowOfExit = exit;
        answered.shadowOfClass = answeredClass;
        answered.flushByMillis = Long.MAX_VALUE;
        answered.computeSeconds = 0;
    }

    /** A shadow row has reached the last exit. */
    void end(InFlight shadow, int lastExit, int fullClass) {
        boolean agreed = shadow.shadowOfClass == fullClass;
        long extra = costs.multiplyAddsTo(lastExit) - costs.multiplyAddsTo(shadow.shadowOfExit);
        listener.shadowRan(agreed, extra, shadow.computeSeconds);
        emit(shadow, shadow.shadowOfExit, agreed);
    }

    /**
     * A sampled event has run in full by itself, at no further cost: it agrees, unless a rule that
     * is not enforced would have let it leave with another class.
     */
    void ranInFull(InFlight event, int lastExit, int fullClass) {
        if (event.event.epoch().mode() == GateMode.OFF) {
            return;
        }
        boolean wouldLeave = event.wouldLeaveAt >= 0;
        boolean agreed = !wouldLeave || event.wouldBeClass == fullClass;
        listener.shadowRan(agreed, 0, 0);
        emit(event, wouldLeave ? event.wouldLeaveAt : lastExit, agreed);
    }

    private void emit(InFlight event, int exit, boolean agreed) {
        results.accept(event, ShadowResult.of(EpochTable.JOB, event.event.epoch(), exit, agreed));
    }
}
