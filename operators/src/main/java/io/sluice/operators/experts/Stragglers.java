package io.sluice.operators.experts;

import io.sluice.gates.experts.FleetView;
import io.sluice.gates.experts.Replica;
import io.sluice.schemas.ExpertReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The replicas that had not answered when their requests were settled, so that the fleet's view
 * learns how late they are.
 *
 * <p><b>Owned state:</b> the latest {@value #MOST} requests that were settled, so that a reply to
 * one of them is known to be late and not of nobody's request; it is not saved. Not thread-safe.
 */
final class Stragglers {
    private static final int MOST = 10_000;

    /** What became of a reply to no pending request. */
    enum Reply {
        /** Its request was settled before. */
        LATE,
        /** A reply to a settled request that had come before, or of one that was not asked. */
        DUPLICATE,
        /** No such request is known. */
        UNKNOWN
    }

    private static final class Straggler {
        final Replica replica;
        final long askedMicros;
        final long deadlineMicros;
        boolean hasAnswered;
        boolean hasTimedOut;

        /** When it was seen that its time was over. */
        long overMicros;

        Straggler(Replica replica, long askedMicros, long deadlineMicros) {
            this.replica = replica;
            this.askedMicros = askedMicros;
            this.deadlineMicros = deadlineMicros;
        }
    }

    private final FleetView fleet;
    private final Lateness lateness;
    private final Queue<Straggler> over = new ArrayDeque<>();
    private final PriorityQueue<Straggler> due =
            new PriorityQueue<>(Comparator.comparingLong(s -> s.deadlineMicros));
    private final Map<String, List<Straggler>> settled =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, List<Straggler>> eldest) {
                    return size() > MOST;
                }
            };

    Stragglers(FleetView fleet, Lateness lateness) {
        this.fleet = fleet;
        this.lateness = lateness;
    }

    /**
     * A request was settled.
     *
     * @param replicas by the index of those asked; null where one is not there any more
     */
    void settled(PendingRequest request, List<Replica> replicas) {
        List<Straggler> waiting = new ArrayList<>(2);
        for (int i = 0; i < request.asked().size(); i++) {
            Asked asked = request.asked().get(i);
            if (asked.isWaiting() && replicas.get(i) != null) {
                Straggler straggler =
                        new Straggler(
                                replicas.get(i), asked.askedMicros(), request.deadlineMicros());
                waiting.add(straggler);
                due.add(straggler);
            }
        }
        settled.put(request.id(), waiting);
    }

    /**
     * Tells the fleet's view of those whose deadline is over, once the replies that are there
     * already must have been read.
     */
    void sweep(long nowMicros) {
        while (!due.isEmpty() && due.peek().deadlineMicros <= nowMicros) {
            due.peek().overMicros = nowMicros;
            over.add(due.poll());
        }
        while (!over.isEmpty()
                && nowMicros - over.peek().overMicros >= Lateness.CATCHING_UP_MICROS) {
            Straggler straggler = over.poll();
            if (!straggler.hasAnswered) {
                straggler.hasTimedOut = true;
                fleet.timedOut(straggler.replica, nowMicros);
            }
        }
    }

    /** A reply came for a request that is not pending. */
    Reply reply(ExpertReply reply, long nowMicros) {
        List<Straggler> waiting = settled.get(reply.requestId());
        if (waiting == null) {
            return Reply.UNKNOWN;
        }
        Straggler from = null;
        for (Straggler straggler : waiting) {
            if (straggler.replica.expert().equals(reply.expert())) {
                if (straggler.replica.device().equals(reply.device())) {
                    from = straggler;
                    break;
                }
                // A device may have passed it on, as in PendingRequest.indexOf.
                from = straggler.hasAnswered ? from : straggler;
            }
        }
        if (from == null || from.hasAnswered) {
            return Reply.DUPLICATE;
        }
        answered(from, reply, nowMicros);
        return Reply.LATE;
    }

    private void answered(Straggler straggler, ExpertReply reply, long nowMicros) {
        straggler.hasAnswered = true;
        long took = lateness.tookMicros(straggler.askedMicros, nowMicros);
        boolean ok = reply.status() == ExpertReply.Status.OK;
        if (straggler.hasTimedOut) {
            if (ok) {
                fleet.late(
                        straggler.replica,
                        nowMicros,
                        took,
                        reply.queueMicros(),
                        reply.computeMicros());
            }
        } else if (ok) {
            fleet.answered(
                    straggler.replica, nowMicros, took, reply.queueMicros(), reply.computeMicros());
        } else {
            fleet.failed(straggler.replica, nowMicros);
        }
    }
}
