package io.sluice.operators.experts;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Tensor;

/**
 * One expert that was asked for a request, and what came of it. Immutable.
 *
 * @param expert the expert's name
 * @param device where it was asked
 * @param askedMicros when, microseconds since the epoch
 * @param predictedMicros how long its answer was expected to take
 * @param predictedJoules what it was expected to spend, or NaN
 * @param role what it was asked for
 * @param outcome how it stands
 * @param logits its answer, FLOAT32 of rank 1; null unless it is {@link Outcome#ANSWERED}
 * @param queueMicros by its reply, how long it waited on the device; 0 without a reply
 * @param computeMicros by its reply, how long it computed; 0 without a reply
 * @param joules by its reply, what it spent; NaN when that is not known
 * @param energy where the joules come from
 */
public record Asked(
        String expert,
        String device,
        long askedMicros,
        long predictedMicros,
        double predictedJoules,
        Role role,
        Outcome outcome,
        Tensor logits,
        long queueMicros,
        long computeMicros,
        double joules,
        Provenance energy) {
    /** The task's clock has steps of a millisecond: so much may be missing on both ends. */
    private static final long CLOCK_STEP_MICROS = 2_000;

    /** What an expert is asked for. Constants are only ever appended: state has them. */
    public enum Role {
        /** It was chosen. */
        CHOSEN,
        /** Another was late or had failed. */
        HEDGE,
        /**
         * The gate had asked it, in mode shadow: its answer is compared, and counts for nothing.
         */
        COMPARED
    }

    /** How an expert that was asked stands. Constants are only ever appended: state has them. */
    public enum Outcome {
        /** No reply yet. */
        WAITING,
        /** Its logits are there. */
        ANSWERED,
        /** It said that it could not. */
        FAILED,
        /** The request reached it too late. */
        EXPIRED,
        /** It had no room for it. */
        OVERLOADED,
        /** The device does not have the expert. */
        UNKNOWN_EXPERT,
        /** The device runs another bundle than the policy names. */
        WRONG_BUNDLE,
        /** Its logits are not finite, or not one per class. */
        WRONG_LOGITS,
        /** No reply came before the request was settled. */
        LATE,
        /** The request is too large to be sent there. */
        NOT_SENT
    }

    /** Asks an expert. */
    static Asked now(
            String expert,
            String device,
            long nowMicros,
            long predictedMicros,
            double predictedJoules,
            Role role) {
        return new Asked(
                expert,
                device,
                nowMicros,
                predictedMicros,
                predictedJoules,
                role,
                Outcome.WAITING,
                null,
                0,
                0,
                Double.NaN,
                Provenance.UNKNOWN);
    }

    /** The same that could not be sent. */
    Asked notSent() {
        return with(role, Outcome.NOT_SENT, null, 0, 0, Double.NaN, Provenance.UNKNOWN);
    }

    /**
     * The same with its reply, of which logits count only when it answered.
     *
     * @param tookMicros from asking to the reply: the device's own times are not longer
     */
    Asked with(ExpertReply reply, Outcome newOutcome, long tookMicros) {
        long most = tookMicros + CLOCK_STEP_MICROS;
        long computed = Math.min(reply.computeMicros(), most);
        return with(
                role,
                newOutcome,
                newOutcome == Outcome.ANSWERED ? reply.logits() : null,
                Math.min(reply.queueMicros(), most - computed),
                computed,
                reply.joules(),
                reply.energy());
    }

    private Asked with(
            Role newRole,
            Outcome newOutcome,
            Tensor newLogits,
            long newQueueMicros,
            long newComputeMicros,
            double newJoules,
            Provenance newEnergy) {
        return new Asked(
                expert,
                device,
                askedMicros,
                predictedMicros,
                predictedJoules,
                newRole,
                newOutcome,
                newLogits,
                newQueueMicros,
                newComputeMicros,
                newJoules,
                newEnergy);
    }

    boolean isWaiting() {
        return outcome == Outcome.WAITING;
    }

    boolean hasAnswered() {
        return outcome == Outcome.ANSWERED;
    }

    boolean isCompared() {
        return role == Role.COMPARED;
    }

    /** Whether its answer is there and is part of the request's. */
    boolean counts() {
        return hasAnswered() && !isCompared();
    }

    /** Whether the request's answer waits for it. */
    boolean isWaitedFor() {
        return isWaiting() && !isCompared();
    }

    /** The same in place of another. */
    Asked asHedge() {
        return with(Role.HEDGE, outcome, logits, queueMicros, computeMicros, joules, energy);
    }

    /** What it spent by its reply, else what it was expected to; NaN when neither is known. */
    double spentJoules() {
        return Double.isNaN(joules) ? predictedJoules : joules;
    }

    /** Whether it may have computed something for the request. */
    boolean mayHaveRun() {
        return switch (outcome) {
            case WAITING, ANSWERED, FAILED, WRONG_LOGITS, LATE -> true;
            case EXPIRED, OVERLOADED, UNKNOWN_EXPERT, WRONG_BUNDLE, NOT_SENT -> computeMicros > 0;
        };
    }

    /** How it is called in decision records; one that was never heard of is late. */
    String told() {
        return switch (outcome) {
            case ANSWERED ->
                    switch (role) {
                        case CHOSEN -> "ANSWERED";
                        case HEDGE -> "HEDGE_ANSWERED";
                        case COMPARED -> "SHADOW_ANSWERED";
                    };
            case WAITING, LATE -> "LATE";
            default -> "FAILED";
        };
    }
}
