package io.sluice.operators.sensors;

import io.sluice.gates.GateMode;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.Workspace;
import io.sluice.schemas.SensorCommand;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns what the sensor gate wants into commands: when one is sent, when again, and under which
 * number. All that it knows of a device is in the device's state. Not thread-safe.
 */
final class SensorPowers {
    /** A command that a device does not obey is sent again ever more rarely. */
    private static final int MOST_DOUBLINGS = 6;

    private final SensorStructure structure;
    private final SensorListener listener;
    private final long resendMillis;
    private final Workspace space;
    private final SensorPayments payments;
    private final SensorGate.Decision decision = new SensorGate.Decision();
    private int wanted;
    private SensorGate.Reason reason = SensorGate.Reason.KEEP;

    SensorPowers(
            SensorStructure structure,
            SensorListener listener,
            Duration resendAfter,
            SensorPayments payments,
            Workspace space) {
        this.structure = structure;
        this.listener = listener;
        this.resendMillis = resendAfter.toMillis();
        this.payments = payments;
        this.space = space;
    }

    /** The command to send after a sample, if any; what was commanded is noted in the state. */
    Optional<SensorCommand> decide(SensorSample sample, SensorKeyState state, PolicyGates gates) {
        AlignedSample aligned = sample.aligned;
        long now = aligned.tickMillis();
        gate(sample, state, gates.power());
        if (sample.mode() == GateMode.ENFORCE) {
            wantAllowed(sample, state, gates);
        } else {
            wantAll(sample, state, gates);
        }
        boolean again = wanted == state.commanded && isUnanswered(state, aligned);
        if (wanted == state.commanded && !again) {
            return Optional.empty();
        }
        state.repeats = again ? state.repeats + 1 : 0;
        // Devices obey rising numbers only, and may know commands of a job that had more state than
        // this one: event time goes on without state, and what the device said counts more.
        state.sequence = Math.max(Math.max(state.sequence, aligned.ackSequence()) + 1, now);
        state.commanded = wanted;
        state.commandedMillis = now;
        // What completes a switch or repeats a command is decided on as the gate says KEEP.
        reason = reason == SensorGate.Reason.KEEP ? SensorGate.Reason.SWITCH : reason;
        listener.commanded(reason, again);
        return Optional.of(
                new SensorCommand(
                        aligned.key(),
                        state.sequence,
                        now,
                        structure.names(wanted),
                        reason.name(),
                        aligned.epoch().epoch(),
                        aligned.epoch().policy().version()));
    }

    private void gate(SensorSample sample, SensorKeyState state, SensorGate gate) {
        AlignedSample aligned = sample.aligned;
        // What nobody pays for is not computed, but it was heard of.
        int usable = sample.present | sample.withheld;
        int dead = aligned.mask(ModalityStatus.DEAD);
        if (sample.mode() == GateMode.OFF) {
            gate.rest(state.gate, aligned.tickMillis(), aligned.on(), usable, dead);
        } else {
            gate.decide(
                    state.gate,
                    aligned.tickMillis(),
                    state.belief,
                    aligned.on(),
                    usable,
                    dead,
                    sample.charge.prices(),
                    space,
                    decision);
        }
    }

    /** Wants what the gate wants, or the cheapest where a cap does not allow that. */
    private void wantAllowed(SensorSample sample, SensorKeyState state, PolicyGates gates) {
        want(sample, decision.wanted(), decision.reason());
        if (!isAllowed(sample, state, gates)) {
            gates.power().shed(state.gate, sample.aligned.tickMillis(), decision);
            want(sample, decision.wanted(), decision.reason());
            isAllowed(sample, state, gates);
        }
    }

    /** Wants all sensors on; for a dwell the cheapest where a cap does not allow that. */
    private void wantAll(SensorSample sample, SensorKeyState state, PolicyGates gates) {
        want(sample, structure.allModalities(), SensorGate.Reason.MODE);
        boolean isShed = payments.isShed(sample, gates.power().dwellMillis());
        if (isShed || !isAllowed(sample, state, gates)) {
            int cheapest = gates.power().cheapestSet(state.gate);
            if (cheapest != 0) {
                want(sample, cheapest, SensorGate.Reason.BUDGET);
            }
            if (!isShed) {
                payments.shed(sample);
            }
            isAllowed(sample, state, gates);
        }
    }

    private void want(SensorSample sample, int sensors, SensorGate.Reason why) {
        wanted = withoutGap(sensors, sample.aligned.on());
        reason = why;
    }

    /** Whether budgets allow the sensors that may be on until the next sample. */
    private boolean isAllowed(SensorSample sample, SensorKeyState state, PolicyGates gates) {
        int told = state.commanded == SensorKeyState.NONE ? 0 : state.commanded;
        return payments.allowSensors(sample, sample.aligned.on() | told | wanted, gates);
    }

    /** What is to sleep stays on until what is to take its place gives frames. */
    private static int withoutGap(int wanted, int on) {
        return (wanted & ~on) == 0 ? wanted : wanted | on;
    }

    /**
     * Whether a command is to be sent again: the device says that other sensors are on, and either
     * has obeyed a later command, of a job that is gone, or has had its time. The pauses double.
     */
    private boolean isUnanswered(SensorKeyState state, AlignedSample aligned) {
        if (state.commanded == aligned.on()) {
            return false;
        }
        long pause = resendMillis << Math.min(state.repeats, MOST_DOUBLINGS);
        return aligned.ackSequence() > state.sequence
                || aligned.tickMillis() - state.commandedMillis >= pause;
    }
}
