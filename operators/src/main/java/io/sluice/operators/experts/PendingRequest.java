package io.sluice.operators.experts;

import java.util.ArrayList;
import java.util.List;

/**
 * A request that experts were asked for and that was not answered yet. Immutable: what Flink's
 * state holds may be read by a snapshot on another thread.
 *
 * @param decoded what is asked
 * @param epoch number of the epoch that it is pinned to
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
        return new PendingRequest(
                decoded, epoch, features, provider, routerSeconds, deadlineMicros, wanted, all);
    }

    int answers() {
        int answers = 0;
        for (Asked expert : asked) {
            answers += expert.hasAnswered() ? 1 : 0;
        }
        return answers;
    }

    int waiting() {
        int waiting = 0;
        for (Asked expert : asked) {
            waiting += expert.isWaiting() ? 1 : 0;
        }
        return waiting;
    }

    boolean isHedged() {
        for (Asked expert : asked) {
            if (expert.hedge()) {
                return true;
            }
        }
        return false;
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
