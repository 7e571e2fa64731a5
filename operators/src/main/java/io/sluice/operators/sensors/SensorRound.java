package io.sluice.operators.sensors;

import io.sluice.gates.Softmax;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.Summaries;
import io.sluice.gates.sensors.Workspace;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.SensorCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Samples that go through stems, gates, branches and fusion together.
 *
 * <p>A round is the micro-batch of this operator: all of its samples run the stems of what they
 * have, then each is decided about in the order of arrival, then the chosen branches run. <b>Owned
 * state:</b> the samples of the round that is being filled; none outlives {@link #run}. <b>Design
 * constraint:</b> what is decided about a sample depends on the sample, its epoch and the state of
 * its key alone, never on who shares the round. Not thread-safe.
 */
final class SensorRound {
    /** Where the states of keys are, and where results go. */
    interface Exchange {
        /** The state of a key; null when there is none. */
        SensorKeyState state(Object key);

        void update(Object key, SensorKeyState state);

        void answer(SensorSample sample, Softmax softmax, ReasonCode reason);

        void fail(SensorSample sample, String message);

        void command(SensorCommand command);
    }

    private final SensorStructure structure;
    private final SensorStages stages;
    private final SensorAccounts accounts;
    private final SensorListener listener;
    private final Exchange exchange;
    private final int bundle;
    private final SensorDeltas deltas;
    private final SensorPowers powers;
    private final SensorSample[] pool;
    private final List<SensorSample> samples = new ArrayList<>();
    private final Workspace space = new Workspace();
    private final Softmax softmax = new Softmax();
    private final SensorPayments payments;
    private final SensorChoice choice;
    private final float[] fused;
    private PolicyGates gates;

    /**
     * @param bundleHash whose stages run: what is known of a key under another bundle is void
     * @param deltas finds samples that are not worth computing; null to compute all
     */
    SensorRound(
            String bundleHash,
            SensorStructure structure,
            int classes,
            SensorStages stages,
            SensorAccounts accounts,
            SensorPayments payments,
            SensorListener listener,
            SensorDeltas deltas,
            Exchange exchange,
            SensorOptions options) {
        this.bundle = Objects.hash(bundleHash, structure.modalities());
        this.structure = structure;
        this.stages = stages;
        this.accounts = accounts;
        this.listener = listener;
        this.deltas = deltas;
        this.exchange = exchange;
        this.payments = payments;
        this.powers = new SensorPowers(structure, listener, options.resendAfter(), payments, space);
        this.choice = new SensorChoice(structure, classes, payments, accounts, listener, space);
        this.fused = new float[classes];
        this.pool = new SensorSample[options.maxBatch()];
        for (int i = 0; i < pool.length; i++) {
            pool[i] = new SensorSample(structure, classes);
        }
    }

    boolean isFull() {
        return samples.size() == pool.length;
    }

    /**
     * Takes a sample in; there is room. Where caps hold, what a sample of the same device before it
     * costs has to be known before it, so that the round is run then.
     */
    void add(AlignedSample sample, Object key) {
        SampleCharge charge = payments.admit(sample);
        if (charge.isCapped && samples.stream().anyMatch(other -> other.key.equals(key))) {
            run();
        }
        SensorSample next = pool[samples.size()];
        next.begin(sample, key, charge);
        samples.add(next);
    }

    /** Runs all samples to their end. */
    void run() {
        if (samples.isEmpty()) {
            return;
        }
        if (deltas != null) {
            samples.forEach(this::compare);
        }
        samples.forEach(this::allowStems);
        stages.runStems(samples);
        for (SensorSample sample : samples) {
            accounts.stems(sample);
            if (!sample.unchanged) {
                sample.keep(Summaries.usable(sample.summaries, sample.present));
            }
            decide(sample);
        }
        stages.runBranches(samples);
        for (SensorSample sample : samples) {
            finish(sample);
        }
        samples.clear();
    }

    /** Asks budgets whether the stems of a sample may run, where they may say no. */
    private void allowStems(SensorSample sample) {
        if (sample.charge.isCapped) {
            draw(sample, stateOf(sample));
            payments.drew(sample);
            if (!sample.unchanged) {
                payments.allowStems(sample, gatesOf(sample));
            }
        }
    }

    /** Finds out whether a sample is worth computing, given the one before it. */
    private void compare(SensorSample sample) {
        SensorKeyState state = stateOf(sample);
        long under = sample.aligned.epoch().epoch() * 31 + gatesOf(sample).fingerprint();
        sample.unchanged = deltas.isUnchanged(sample, state, under);
        if (sample.unchanged && state.computed != null) {
            sample.keep(state.computed.present());
        }
        exchange.update(sample.key, state);
    }

    /** The state of a sample's key, to be changed. */
    private SensorKeyState stateOf(SensorSample sample) {
        SensorKeyState known = exchange.state(sample.key);
        if (known != null && known.bundle == bundle && !isSetBack(sample, known)) {
            return known.copy();
        }
        SensorKeyState fresh = new SensorKeyState(gatesOf(sample).power().start());
        fresh.bundle = bundle;
        fresh.tickMillis = sample.aligned.tickMillis();
        if (known != null) {
            // Devices obey only rising numbers, whatever else is forgotten.
            fresh.sequence = known.sequence;
        }
        return fresh;
    }

    /** After a device's clock was set back nothing that is known of its time holds. */
    private static boolean isSetBack(SensorSample sample, SensorKeyState known) {
        return sample.aligned.tickMillis() < known.tickMillis;
    }

    private PolicyGates gatesOf(SensorSample sample) {
        if (gates == null || !gates.isOf(sample.aligned.epoch().policy())) {
            gates = new PolicyGates(sample.aligned.epoch().policy(), structure);
        }
        return gates;
    }

    private void decide(SensorSample sample) {
        PolicyGates inForce = gatesOf(sample);
        SensorKeyState state = stateOf(sample);
        if (!sample.charge.isCapped) {
            draw(sample, state);
        }
        int wouldBeOn = inForce.wanted(state);
        int byGate = SensorChoice.NONE;
        if (sample.unchanged) {
            state.tickMillis = sample.aligned.tickMillis();
        } else {
            follow(sample, state);
            byGate = choice.choose(sample, state, inForce);
        }
        sample.context = mostProbable(state.belief);
        accounts.chosen(sample, inForce.policy().costs());
        powers.decide(sample, state, inForce).ifPresent(exchange::command);
        choice.follow(sample, byGate, wouldBeOn, inForce.wanted(state));
        exchange.update(sample.key, state);
    }

    /** Sensors draw power between samples too, but nobody knows what a device did in a long gap. */
    private void draw(SensorSample sample, SensorKeyState state) {
        SensorPolicy policy = gatesOf(sample).policy();
        long since = sample.aligned.tickMillis() - state.tickMillis;
        int on = sample.aligned.on();
        int before = state.gate.started ? state.gate.acknowledged : on;
        int waking = state.commanded == SensorKeyState.NONE ? 0 : state.commanded & ~on;
        long most = SensorJobCosts.mostMillis(policy);
        long millis = Math.min(Math.max(since, policy.periodMillis()), most);
        accounts.drew(sample, before, waking, millis, policy.costs());
    }

    /** Moves the belief about the key's context on to the sample. */
    private void follow(SensorSample sample, SensorKeyState state) {
        ContextFilter filter = gates.policy().filter();
        int names = gates.contexts();
        long tick = sample.aligned.tickMillis();
        long ticks = 0;
        if (state.belief.length == 0 || state.contexts != names) {
            state.belief = filter.start();
            state.contexts = names;
        } else {
            ticks = Math.max(0, (tick - state.tickMillis) / gates.policy().periodMillis());
        }
        state.tickMillis = tick;
        int outside = filter.indexOf(sample.aligned.context());
        filter.step(state.belief, sample.summaries, sample.present, outside, ticks, space);
    }

    private void finish(SensorSample sample) {
        if (sample.unchanged) {
            repeat(sample);
        } else if (sample.configuration >= 0 && sample.failure == null) {
            fuse(sample);
        }
        if (deltas != null && !sample.unchanged) {
            remember(sample);
        }
        payments.settle(sample);
        if (sample.failure != null) {
            listener.failed(ReasonCode.MODEL_FAILURE.name());
            exchange.fail(sample, sample.failure);
            return;
        }
        ReasonCode reason = reason(sample);
        Softmax answer = sample.configuration < 0 ? null : softmax;
        choice.compare(sample, answer, gatesOf(sample));
        listener.answered(sample.configuration, reason, sample.aligned.on(), sample.joules);
        exchange.answer(sample, answer, reason);
    }

    private void fuse(SensorSample sample) {
        gatesOf(sample).policy().fusion().fuse(sample.configuration, sample.logits(), fused);
        try {
            softmax.read(fused, 0, fused.length);
        } catch (IllegalArgumentException notFinite) {
            sample.fails(notFinite.getMessage());
        }
    }

    /** Gives the last answer again. The sample that it is from may be of the same round. */
    private void repeat(SensorSample sample) {
        SensorKeyState.Computed last = exchange.state(sample.key).computed;
        if (last == null) {
            sample.fails("its values are those of a sample before it, which the model failed on");
            return;
        }
        sample.choose(last.configuration(), 0);
        if (last.configuration() >= 0) {
            softmax.read(last.fused(), 0, last.fused().length);
        }
    }

    /**
     * Keeps what was computed; after a failure, and where a cap has allowed less than was chosen,
     * nothing, so that the next sample is computed.
     */
    private void remember(SensorSample sample) {
        SensorKeyState state = exchange.state(sample.key).copy();
        if (sample.failure == null && !sample.isCutShort) {
            state.computed =
                    new SensorKeyState.Computed(
                            sample.configuration, sample.present, fused.clone());
        } else {
            state.computed = null;
            state.sentPresent = 0;
        }
        exchange.update(sample.key, state);
    }

    /** Of several reasons the one is given that the rest of the record does not tell. */
    private static ReasonCode reason(SensorSample sample) {
        if (sample.isCutShort) {
            return ReasonCode.BUDGET_EXHAUSTED;
        }
        if (sample.configuration < 0) {
            return ReasonCode.NO_MODALITY;
        }
        if (sample.unchanged) {
            return ReasonCode.UNCHANGED;
        }
        if (sample.takenOver) {
            return ReasonCode.PROVIDER_FALLBACK;
        }
        boolean whole = (sample.aligned.on() & ~sample.present) == 0;
        return whole ? ReasonCode.CONFIGURATION : ReasonCode.DEGRADED;
    }

    private static int mostProbable(double[] belief) {
        int best = 0;
        for (int c = 1; c < belief.length; c++) {
            if (belief[c] > belief[best]) {
                best = c;
            }
        }
        return best;
    }
}
