package io.sluice.operators.sensors;

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
    private final SensorGate.Decision decision = new SensorGate.Decision();

    SensorPowers(
            SensorStructure structure,
            SensorListener listener,
            Duration resendAfter,
            Workspace space) {
        this.structure = structure;
        this.listener = listener;
        this.resendMillis = resendAfter.toMillis();
        this.space = space;
    }

    /** The command to send after a sample, if any; what was commanded is noted in the state. */
    Optional<SensorCommand> decide(SensorSample sample, SensorKeyState state, SensorGate gate) {
        AlignedSample aligned = sample.aligned;
        long now = aligned.tickMillis();
        gate.decide(
                state.gate,
                now,
                state.belief,
                aligned.on(),
                sample.present,
                aligned.mask(ModalityStatus.DEAD),
                aligned.epoch().prices(),
                space,
                decision);
        int wanted = withoutGap(decision.wanted(), aligned.on());
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
        SensorGate.Reason reason =
                decision.reason() == SensorGate.Reason.KEEP
                        ? SensorGate.Reason.SWITCH
                        : decision.reason();
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
