package io.sluice.operators.sensors;

import io.sluice.gates.GateMode;
import io.sluice.gates.Softmax;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.Workspace;

/**
 * Which configuration runs for a sample: the one that its gate chooses, or where the gate is not
 * followed the one that stands for all sensors; and of those one that budgets allow. What a gate
 * that is not followed chose is run besides, to see what it would have answered. Not thread-safe.
 */
final class SensorChoice {
    static final int NONE = -1;

    private final SensorStructure structure;
    private final SensorPayments payments;
    private final SensorAccounts accounts;
    private final SensorListener listener;
    private final Workspace space;
    private final float[] losses;
    private final float[] fused;
    private final Softmax softmax = new Softmax();

    SensorChoice(
            SensorStructure structure,
            int classes,
            SensorPayments payments,
            SensorAccounts accounts,
            SensorListener listener,
            Workspace space) {
        this.structure = structure;
        this.payments = payments;
        this.accounts = accounts;
        this.listener = listener;
        this.space = space;
        this.losses = new float[structure.configurations().size()];
        this.fused = new float[classes];
    }

    /**
     * Chooses the sample's configuration.
     *
     * @return the one that its gate chose, −1 for none
     */
    int choose(SensorSample sample, SensorKeyState state, PolicyGates gates) {
        GateMode mode = sample.mode();
        int byGate = NONE;
        if (mode != GateMode.OFF) {
            int available = sample.present;
            if (mode == GateMode.SHADOW) {
                available &= gates.wanted(state);
            }
            byGate = byGate(sample, state, gates, available);
        }
        int wanted = mode == GateMode.ENFORCE ? byGate : gates.full().of(sample.present);
        int chosen = payments.allow(sample, wanted, gates);
        sample.choose(chosen, branches(chosen));
        return byGate;
    }

    /**
     * Has run besides what a gate that is not followed has decided.
     *
     * @param configuration that it chose, −1 for none
     * @param on the sensors that would have been on
     * @param next those that would have been on then
     */
    void follow(SensorSample sample, int configuration, int on, int next) {
        if (sample.mode() == GateMode.SHADOW && !sample.isCutShort) {
            sample.follows(new Unfollowed(on, next & ~on, configuration), branches(configuration));
        }
    }

    private int byGate(SensorSample sample, SensorKeyState state, PolicyGates gates, int present) {
        gates.policy().predictor().predict(sample.summaries, present, state.belief, losses, space);
        return gates.compute().choose(losses, present, sample.charge.prices());
    }

    private int branches(int configuration) {
        return configuration < 0 ? 0 : structure.configurations().get(configuration).branches();
    }

    /**
     * Counts what a gate that is not followed would have changed and saved.
     *
     * @param answered the answer; null for none
     */
    void compare(SensorSample sample, Softmax answered, PolicyGates gates) {
        Unfollowed instead = sample.unfollowed;
        if (instead == null) {
            return;
        }
        listener.wouldHaveChosen(
                sample.unchanged ? NONE : instead.configuration(),
                !sample.unchanged && changes(sample, answered, gates.policy().fusion()),
                sample.multiplyAdds - accounts.multiplyAdds(sample, instead),
                sample.joules - accounts.joules(sample, instead, gates.policy()));
    }

    private boolean changes(SensorSample sample, Softmax answered, LateFusion fusion) {
        int configuration = sample.unfollowed.configuration();
        if (configuration < 0 || answered == null) {
            return configuration >= 0 || answered != null;
        }
        fusion.fuse(configuration, sample.logits(), fused);
        try {
            softmax.read(fused, 0, fused.length);
        } catch (IllegalArgumentException notFinite) {
            return true;
        }
        return softmax.argmax() != answered.argmax();
    }
}
