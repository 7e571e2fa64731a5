package io.sluice.operators.cascade;

import io.sluice.gates.DeadlineRule;
import io.sluice.gates.ExitDecision;
import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Softmax;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.ReasonCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs events through a ladder of stages in micro-batches; after each exit the survivors are
 * compacted into the batch of the next stage.
 *
 * <p>Each bundle has one of its own, so that events of two never share a batch.
 *
 * <p><b>Owned state:</b> one {@link StageBatch} per stage and the events in flight, none of which
 * outlives {@link #drain}. <b>Life cycle:</b> admit, flush what is due, drain at barriers and at
 * the end, close. <b>Design constraint:</b> a decision depends on the event and its epoch alone,
 * never on who shares the batch; only an event's own deadline may force it out earlier. Not
 * thread-safe.
 */
final class Cascade implements AutoCloseable {
    private final List<StageBatch> stages = new ArrayList<>();
    private final Departures departures;
    private final AnswerComposer answers;
    private final CascadeListener listener;
    private final ShadowRuns shadows;
    private final Payments payments;
    private final TaskClock clock;
    private final Runnable healthCheck;
    private final Softmax softmax = new Softmax();
    private final ExitDecision decision = new ExitDecision();
    private final ExitDecision unguarded = new ExitDecision();
    private final long maxWaitMillis;

    /**
     * @param healthCheck throws when the kernels no longer work at all; asked before a failed event
     *     is blamed
     */
    Cascade(
            List<StageSpec> specs,
            List<StageKernel> kernels,
            CascadeOptions options,
            AnswerComposer answers,
            Departures departures,
            CascadeListener listener,
            ShadowRuns shadows,
            Payments payments,
            TaskClock clock,
            Runnable healthCheck) {
        StageBatch previous = null;
        for (int i = 0; i < specs.size(); i++) {
            previous = new StageBatch(specs.get(i), kernels.get(i), previous, options.maxBatch());
            stages.add(previous);
        }
        this.maxWaitMillis = options.maxWait().toMillis();
        this.answers = answers;
        this.departures = departures;
        this.listener = listener;
        this.shadows = shadows;
        this.payments = payments;
        this.clock = clock;
        this.healthCheck = healthCheck;
    }

    /** Takes an event in; runs every batch that it fills. */
    void admit(AdmittedEvent event) {
        InFlight entered = new InFlight(event, flushBy(event));
        payments.admit(entered);
        shadows.enter(entered);
        departures.enter(entered);
        if (isBeyondCap(entered, 0) || !payments.pays(entered, 0)) {
            refuse(entered);
            return;
        }
        StageBatch first = stages.get(0);
        first.append(entered);
        if (first.isFull()) {
            run(0);
        }
    }

    /** When the next batch is due, milliseconds since the epoch; Long.MAX_VALUE when none is. */
    long nextFlushMillis() {
        long next = Long.MAX_VALUE;
        for (StageBatch stage : stages) {
            next = Math.min(next, stage.flushByMillis());
        }
        return next;
    }

    /** Runs the batches that are due, from the first stage on, so that survivors go on at once. */
    void flush(long nowMillis) {
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).flushByMillis() <= nowMillis) {
                run(i);
            }
        }
    }

    /** Runs everything to its end: afterwards none of its events is in flight. */
    void drain() {
        for (int i = 0; i < stages.size(); i++) {
            run(i);
        }
    }

    @Override
    public void close() {
        stages.forEach(StageBatch::close);
    }

    private long flushBy(AdmittedEvent event) {
        long now = clock.millis();
        long by = now + maxWaitMillis;
        if (event.event().deadlineMillis().isPresent()) {
            double ladder = 0;
            for (StageBatch stage : stages) {
                ladder += stage.expectedSeconds();
            }
            long deadline = event.event().deadlineMillis().getAsLong();
            by = Math.max(now, Math.min(by, deadline - (long) Math.ceil(ladder * 1e3)));
        }
        return by;
    }

    private void run(int stage) {
        StageBatch batch = stages.get(stage);
        int rows = batch.size();
        if (rows == 0) {
            return;
        }
        double seconds;
        try {
            seconds = batch.run();
        } catch (KernelException failed) {
            runOneByOne(stage, batch);
            return;
        }
        listener.batchRan(stage, rows, seconds, batch.isTakenOver());
        double share = seconds / rows;
        for (int i = 0; i < rows; i++) {
            batch.row(i).ran(batch, share);
            payments.ran(batch.row(i), stage, rows, share);
            decide(stage, batch, i);
        }
        payments.batchRan(seconds);
        batch.clear();
    }

    /** Finds out which events of a failed batch are to blame; the others are answered. */
    private void runOneByOne(int stage, StageBatch batch) {
        healthCheck.run();
        int rows = batch.size();
        String[] failures = new String[rows];
        double seconds = batch.runOneByOne(failures);
        double share = seconds / rows;
        for (int i = 0; i < rows; i++) {
            if (failures[i] != null) {
                fail(batch.row(i), stage, failures[i]);
                continue;
            }
            listener.batchRan(stage, 1, share, batch.isTakenOver());
            batch.row(i).ran(batch, share);
            payments.ran(batch.row(i), stage, 1, share);
            decide(stage, batch, i);
        }
        payments.batchRan(seconds);
        batch.clear();
    }

    private void decide(int stage, StageBatch batch, int row) {
        InFlight event = batch.row(row);
        try {
            softmax.read(batch.logits(), row * batch.classes(), batch.classes());
        } catch (IllegalArgumentException notFinite) {
            fail(event, stage, notFinite.getMessage());
            return;
        }
        if (event.isShadow()) {
            followShadow(event, stage, batch, row);
        } else if (isLast(stage)) {
            decision.set(softmax.maxProbability(), 0f, event.gateState);
            answerByRule(event, stage, ReasonCode.FULL_DEPTH);
            if (event.sampled) {
                shadows.ranInFull(event, stage, softmax.argmax());
            }
        } else {
            decideByRule(event, stage, batch, row);
        }
    }

    private void decideByRule(InFlight event, int stage, StageBatch batch, int row) {
        PolicyEpoch epoch = event.event.epoch();
        if (event.isGated()) {
            epoch.exitRule().decide(stage, softmax, event.gateState, event.prices(), decision);
        } else {
            decision.set(softmax.maxProbability(), Float.POSITIVE_INFINITY, event.gateState);
        }
        if (decision.isTie()) {
            listener.tied();
        }
        boolean isFollowed = epoch.mode() == GateMode.ENFORCE;
        if (decision.exits() && !isFollowed) {
            event.wouldLeave(stage, softmax.argmax());
        }
        if (decision.exits() && isFollowed) {
            answerByRule(event, stage, ReasonCode.EXIT);
            if (event.sampled) {
                shadows.begin(event, stage, softmax.argmax());
                handOn(event, stage, batch, row);
            }
        } else if (isBeyondCap(event, stage + 1)) {
            exhausted(event, stage);
        } else if (mustLeave(event, stage + 1)) {
            answer(event, stage, ReasonCode.DEADLINE);
        } else if (!payments.pays(event, stage + 1)) {
            exhausted(event, stage);
        } else {
            event.gateState = decision.state();
            if (isFollowed && epoch.guardLevel() > 0 && !event.heldBack) {
                followUnguarded(event, stage, epoch);
            }
            handOn(event, stage, batch, row);
        }
    }

    /** Finds out whether it is the guard that keeps the event from leaving here. */
    private void followUnguarded(InFlight event, int stage, PolicyEpoch epoch) {
        epoch.unguardedRule()
                .decide(stage, softmax, event.unguardedState, event.prices(), unguarded);
        event.heldBack = unguarded.exits();
        event.unguardedState = unguarded.state();
    }

    private void followShadow(InFlight shadow, int stage, StageBatch batch, int row) {
        if (isLast(stage)) {
            shadows.end(shadow, stage, softmax.argmax());
        } else {
            handOn(shadow, stage, batch, row);
        }
    }

    private boolean isLast(int stage) {
        return stage == stages.size() - 1;
    }

    private void handOn(InFlight event, int stage, StageBatch batch, int row) {
        StageBatch next = stages.get(stage + 1);
        next.append(event, batch, row);
        if (next.isFull()) {
            run(stage + 1);
        }
    }

    /** Whether the event may not pay for everything up to and including a stage. */
    private boolean isBeyondCap(InFlight event, int stage) {
        return answers.multiplyAddsTo(stage) > event.event.epoch().policy().maxMultiplyAdds();
    }

    private void exhausted(InFlight event, int stage) {
        listener.exhausted();
        answer(event, stage, ReasonCode.BUDGET_EXHAUSTED);
    }

    /** Answers an event that may not even pay for the first stage: no class, no model run. */
    private void refuse(InFlight event) {
        long now = clock.micros();
        payments.settle(event, now);
        listener.exhausted();
        listener.refused((now - event.event.admittedMicros()) * 1e-6);
        departures.leave(event, answers.composeRefusal(event, now));
    }

    private boolean mustLeave(InFlight event, int nextStage) {
        var deadline = event.event.event().deadlineMillis();
        return deadline.isPresent()
                && DeadlineRule.mustLeave(
                        clock.micros(),
                        deadline.getAsLong(),
                        stages.get(nextStage).expectedSeconds());
    }

    /**
     * Of several reasons the one is given that the rest of the record does not tell: whether it was
     * EXIT or FULL_DEPTH is told by the exit, and who took a batch over by the provider.
     */
    private void answerByRule(InFlight event, int exit, ReasonCode reason) {
        if (event.heldBack) {
            listener.guarded();
        }
        ReasonCode ofRun = event.takenOver ? ReasonCode.PROVIDER_FALLBACK : reason;
        answer(event, exit, event.heldBack ? ReasonCode.GUARDED : ofRun);
    }

    private void answer(InFlight event, int exit, ReasonCode reason) {
        long now = clock.micros();
        payments.settle(event, now);
        if (event.wouldLeaveAt >= 0) {
            listener.wouldHaveLeft(
                    event.wouldLeaveAt,
                    event.wouldBeClass != softmax.argmax(),
                    answers.multiplyAddsTo(exit) - answers.multiplyAddsTo(event.wouldLeaveAt),
                    event.joules() - event.wouldBeJoules);
        }
        listener.answered(exit, (now - event.event.admittedMicros()) * 1e-6, event.computeSeconds);
        departures.leave(
                event, answers.compose(event, exit, softmax, decision.score(), reason, now));
    }

    private void fail(InFlight event, int stage, String message) {
        if (event.isShadow()) {
            listener.shadowFailed();
            return;
        }
        DeadLetter letter =
                DeadLetters.of(
                        event.event.origin(),
                        stages.get(stage).spec().name(),
                        ReasonCode.MODEL_FAILURE,
                        message);
        listener.failed(letter.reason());
        payments.settle(event, clock.micros());
        departures.leave(event, letter);
    }
}
