package io.sluice.operators.experts;

import io.sluice.gates.GateMode;
import io.sluice.gates.Prices;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that experts were asked for and that was not answered yet. Immutable: what Flink's
 * state holds may be read by a snapshot on another thread.
 *
 * @param decoded what is asked
 * @param epoch number of the epoch that it is pinned to
 * @param mode what becomes of the gate's decision about it
 * @param prices those that it is pinned to; null where an earlier version saved it: its epoch's
 * @param features what the router's stage gave, without the bias
 * @param provider the provider and device that ran the router's stage
 * @param routerSeconds the request's share of the router's batch, s
 * @param deadlineMicros when the answer is to be written, microseconds since the epoch
 * @param wanted how many answers were chosen
 * @param asked all that were asked, in this order
 */
public record PendingRequest(
        DecodedEvent decoded,
        long epoch,
        GateMode mode,
        Prices prices,
        float[] features,
        String provider,
        double routerSeconds,
        long deadlineMicros,
        int wanted,
        List<Asked> asked) {
    public PendingRequest {
        asked = List.copyOf(asked);
    }

    String id() {
        return decoded.requestId();
    }

    /** With one more asked. */
    PendingRequest and(Asked more) {
        List<Asked> all = new ArrayList<>(asked);
        all.add(more);
        return with(all);
    }

    /** With another in place of one of those asked. */
    PendingRequest replace(int index, Asked changed) {
        List<Asked> all = new ArrayList<>(asked);
        all.set(index, changed);
        return with(all);
    }

    private PendingRequest with(List<Asked> all) {
        return with(deadlineMicros, wanted, all);
    }

    /** The same that wants so many answers. */
    PendingRequest wanting(int answers) {
        return with(deadlineMicros, answers, asked);
    }

    /** The same with a deadline. */
    PendingRequest until(long micros) {
        return with(micros, wanted, asked);
    }

    /**
     * The same with all the time it had, from now on, and none but those that answered.
     *
     * @param pinned its prices
     */
    PendingRequest anew(long nowMicros, Prices pinned) {
        long budget = deadlineMicros - decoded.admittedMicros();
        return new PendingRequest(
                decoded,
                epoch,
                mode,
                pinned,
                features,
                provider,
                routerSeconds,
                nowMicros + budget,
                0,
                asked.stream().filter(Asked::counts).toList());
    }

    private PendingRequest with(long newDeadlineMicros, int newWanted, List<Asked> all) {
        return new PendingRequest(
                decoded,
                epoch,
                mode,
                prices,
                features,
                provider,
                routerSeconds,
                newDeadlineMicros,
                newWanted,
                all);
    }

    /** How many experts have answered, each counted once, wherever it was asked. */
    int answers() {
        int answers = 0;
        for (int i = 0; i < asked.size(); i++) {
            answers += asked.get(i).counts() && isFirstAnswer(i) ? 1 : 0;
        }
        return answers;
    }

    private boolean isFirstAnswer(int index) {
        for (int i = 0; i < index; i++) {
            if (asked.get(i).counts() && asked.get(i).expert().equals(asked.get(index).expert())) {
                return false;
            }
        }
        return true;
    }

    boolean hasAnswerOfHedge() {
        for (Asked one : asked) {
            if (one.counts() && one.role() == Asked.Role.HEDGE) {
                return true;
            }
        }
        return false;
    }

    /** What those that were asked are expected to spend, without those that did not run. */
    double committedJoules() {
        double joules = 0;
        for (Asked one : asked) {
            joules += one.mayHaveRun() ? one.predictedJoules() : 0;
        }
        return joules;
    }

    /** The longest that an expert whose answer counts took by its own account; -1 for none. */
    long slowestAnswerMicros() {
        long slowest = -1;
        for (Asked one : asked) {
            if (one.counts()) {
                slowest = Math.max(slowest, one.queueMicros() + one.computeMicros());
            }
        }
        return slowest;
    }

    /** The first that was asked of an expert; null when it was not asked. */
    Asked first(String expert) {
        for (Asked one : asked) {
            if (one.expert().equals(expert)) {
                return one;
            }
        }
        return null;
    }

    /** How many were asked for more than comparison. */
    int askedToAnswer() {
        int answering = 0;
        for (Asked one : asked) {
            answering += one.isCompared() ? 0 : 1;
        }
        return answering;
    }

    /** How many are waited for. */
    int waiting() {
        int waiting = 0;
        for (Asked expert : asked) {
            waiting += expert.isWaitedFor() ? 1 : 0;
        }
        return waiting;
    }

    /** One that was asked for comparison and may do in place of another; -1 when there is none. */
    int indexOfCompared() {
        for (int i = 0; i < asked.size(); i++) {
            Asked one = asked.get(i);
            if (one.isCompared() && (one.hasAnswered() || one.isWaiting())) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Which of those asked a reply is from: the expert on that device, else the expert where it is
     * still waited for, as a device may have passed the request on. -1 when it was not asked.
     */
    int indexOf(String expert, String device) {
        int passedOn = -1;
        for (int i = 0; i < asked.size(); i++) {
            Asked one = asked.get(i);
            if (one.expert().equals(expert)) {
                if (one.device().equals(device)) {
                    return i;
                }
                if (one.isWaiting()) {
                    passedOn = i;
                }
            }
        }
        return passedOn;
    }
}
