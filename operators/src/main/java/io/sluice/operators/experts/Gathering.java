package io.sluice.operators.experts;

import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.FleetView;
import io.sluice.gates.experts.HedgeRule;
import io.sluice.gates.experts.Replica;
import io.sluice.operators.Answer;
import io.sluice.operators.experts.Asked.Outcome;
import io.sluice.operators.experts.Asked.Role;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.Cost;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ReasonCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Asks experts for requests, gathers their replies, and settles each request exactly once: when
 * enough have answered, when nobody is left to wait for, or when its time is over.
 *
 * <p><b>Owned state:</b> the pending requests, in the operator's keyed state, and beside each what
 * this process alone knows of it. <b>Design constraint:</b> replies that come late, twice or for
 * nobody change nothing but what is known of the fleet. Not thread-safe.
 */
final class Gathering {
    /** Where pending requests are kept, and where answers go. */
    interface Exchange {
        /** The pending request of an id; null when there is none. */
        PendingRequest pending(String id);

        void update(String id, PendingRequest request);

        /** Asks to be told of the request again, by {@link #due}. */
        void wake(String id, long atMillis);

        /** Takes the answer, and forgets the request and when to wake for it. */
        void settle(String id, Answer answer, long... wokenAtMillis);
    }

    /** Of one request, those left out that are asked for comparison alone. */
    private static final int MOST_ASKED = 8;

    private final ExpertOptions options;
    private final FleetView fleet;
    private final ExpertAsker asker;
    private final ExpertAnswers answers;
    private final ExpertPayments payments;
    private final ShadowChoice shadow;
    private final Stragglers stragglers;
    private final Complaints complaints;
    private final ExpertMetrics metrics;
    private final TaskClock clock;
    private final Lateness lateness;
    private final Exchange exchange;
    private final Map<String, InFlight> flights = new HashMap<>();

    Gathering(
            ExpertOptions options,
            FleetView fleet,
            ExpertAsker asker,
            ExpertAnswers answers,
            ExpertPayments payments,
            ExpertMetrics metrics,
            TaskClock clock,
            Lateness lateness,
            Exchange exchange) {
        this.options = options;
        this.fleet = fleet;
        this.asker = asker;
        this.answers = answers;
        this.payments = payments;
        this.shadow = new ShadowChoice(answers, metrics);
        this.stragglers = new Stragglers(fleet, lateness);
        this.complaints = new Complaints();
        this.metrics = metrics;
        this.clock = clock;
        this.lateness = lateness;
        this.exchange = exchange;
    }

    /** Tells the fleet's view of those whose time is over. */
    void sweep() {
        stragglers.sweep(clock.micros());
    }

    /**
     * Asks experts for a request; one that is restored keeps the answers that it has.
     *
     * @param request with its deadline
     */
    void begin(PendingRequest request, InFlight flight) {
        long now = clock.micros();
        double left = leftMicros(request, now) * 1e-3;
        long chosen = payments.choose(request, flight, left, now);
        if (chosen == 0) {
            nobody(request, flight, left, now);
            return;
        }
        flights.put(request.id(), flight);
        // Those that had answered before a restore count beside those that are chosen now.
        long wanted = chosen;
        for (Asked answered : request.asked()) {
            flight.replicas.add(fleet.find(answered.device(), answered.expert()));
            wanted |= flight.experts.bit(answered.expert());
        }
        PendingRequest asking = request.wanting(Long.bitCount(wanted));
        long beside = payments.compare(request, flight, chosen);
        asking = add(asking, flight, flight.unanswered(request, chosen), now, Role.CHOSEN);
        asking = add(asking, flight, beside, now, Role.COMPARED);
        schedule(asking, flight, now);
        goOn(send(asking, flight, 0, now), flight, now);
    }

    private void nobody(PendingRequest request, InFlight flight, double leftMillis, long now) {
        ReasonCode reason = ReasonCode.NO_EXPERT;
        if (payments.isExhausted(flight)) {
            reason = ReasonCode.BUDGET_EXHAUSTED;
        } else {
            complaints.noExpert(flight, leftMillis, now);
        }
        leave(request, flight, request.answers() > 0 ? ReasonCode.PARTIAL : reason, now);
    }

    /** Notes that experts are asked; {@link #send} does it. */
    private PendingRequest add(
            PendingRequest request, InFlight flight, long experts, long now, Role role) {
        PendingRequest latest = request;
        for (long rest = experts; rest != 0; rest &= rest - 1) {
            latest = add(latest, flight, Long.numberOfTrailingZeros(rest), now, role);
        }
        return latest;
    }

    private PendingRequest add(
            PendingRequest request, InFlight flight, int expert, long now, Role role) {
        Candidates candidates = flight.experts.candidates();
        Replica replica = candidates.replica(expert);
        flight.replicas.add(replica);
        metrics.asked(replica.expert(), role == Role.HEDGE);
        return request.and(
                Asked.now(
                        replica.expert(),
                        replica.device(),
                        now,
                        Math.round(candidates.millis(expert) * 1e3),
                        candidates.joules(expert),
                        role));
    }

    /**
     * Sends to those asked that were not sent to yet, from an index on. One that cannot be sent to
     * has failed, which says nothing of its replica.
     */
    private PendingRequest send(PendingRequest request, InFlight flight, int from, long now) {
        PendingRequest latest = request;
        for (int i = from; i < request.asked().size(); i++) {
            Asked asked = request.asked().get(i);
            if (asked.isWaiting() && !ask(request, flight, i, now)) {
                metrics.reply(Outcome.NOT_SENT);
                complaints.tooLarge(request, asked, now);
                payments.replied(flight, asked.notSent());
                latest = latest.replace(i, asked.notSent());
            }
        }
        return latest;
    }

    private boolean ask(PendingRequest request, InFlight flight, int index, long now) {
        ExpertSpec spec = flight.experts.spec(request.asked().get(index).expert());
        return asker.ask(
                request,
                flight.replicas.get(index),
                spec == null ? "" : spec.bundle(),
                now,
                leftMicros(request, now));
    }

    /** Sets the time to settle, and before it the time when those asked count as late. */
    private void schedule(PendingRequest request, InFlight flight, long now) {
        exchange.wake(request.id(), settleAtMillis(request));
        flight.hedgeAtMicros = hedgeAtMicros(request, flight, now);
        if (flight.hedgeAtMicros != HedgeRule.NEVER_MICROS) {
            exchange.wake(request.id(), ceilMillis(flight.hedgeAtMicros));
        }
    }

    private long hedgeAtMicros(PendingRequest request, InFlight flight, long now) {
        int further = further(request, flight, 0, now);
        double takes =
                further < 0
                        ? Double.POSITIVE_INFINITY
                        : flight.experts.candidates().millis(further) * 1e3;
        long slowest = 0;
        for (Asked asked : request.asked()) {
            slowest = Math.max(slowest, asked.isWaitedFor() ? asked.predictedMicros() : 0);
        }
        return options.hedging().atMicros(now, slowest, takes, settleAtMillis(request) * 1000);
    }

    /** A reply came, from wherever. */
    void reply(ExpertReply reply) {
        long now = clock.micros();
        PendingRequest request = exchange.pending(reply.requestId());
        InFlight flight = flights.get(reply.requestId());
        if (request == null || flight == null) {
            metrics.reply(stragglers.reply(reply, now));
            return;
        }
        int index = request.indexOf(reply.expert(), reply.device());
        if (index < 0 || !request.asked().get(index).isWaiting()) {
            metrics.reply(index < 0 ? Stragglers.Reply.UNKNOWN : Stragglers.Reply.DUPLICATE);
            return;
        }
        Asked asked = request.asked().get(index);
        Outcome outcome = outcome(reply, flight);
        metrics.reply(outcome);
        long took = lateness.tookMicros(asked.askedMicros(), now);
        tell(flight.replicas.get(index), outcome, reply, took, now);
        long waited = Math.max(0, now - asked.askedMicros());
        Asked replied = asked.with(reply, outcome, waited);
        payments.replied(flight, replied);
        goOn(request.replace(index, replied), flight, now);
    }

    private Outcome outcome(ExpertReply reply, InFlight flight) {
        return switch (reply.status()) {
            case OK -> {
                ExpertSpec spec = flight.experts.spec(reply.expert());
                boolean other =
                        spec != null
                                && !spec.bundle().isEmpty()
                                && !reply.bundle().isEmpty()
                                && !spec.bundle().equals(reply.bundle());
                if (other) {
                    complaints.wrongBundle(reply, spec.bundle(), clock.micros());
                    yield Outcome.WRONG_BUNDLE;
                }
                yield answers.areUsable(reply.logits()) ? Outcome.ANSWERED : Outcome.WRONG_LOGITS;
            }
            case EXPIRED -> Outcome.EXPIRED;
            case OVERLOADED -> Outcome.OVERLOADED;
            case UNKNOWN_EXPERT -> Outcome.UNKNOWN_EXPERT;
            case WRONG_BUNDLE -> Outcome.WRONG_BUNDLE;
            case FAILED, UNKNOWN -> Outcome.FAILED;
        };
    }

    private void tell(Replica replica, Outcome outcome, ExpertReply reply, long took, long now) {
        if (outcome == Outcome.ANSWERED) {
            fleet.answered(replica, now, took, reply.queueMicros(), reply.computeMicros());
        } else {
            fleet.failed(replica, now);
        }
    }

    /**
     * A time that was asked for has come, whatever the clock says by now: it may step back.
     *
     * @param atMillis the time that was asked for
     */
    void due(String id, long atMillis) {
        PendingRequest request = exchange.pending(id);
        InFlight flight = flights.get(id);
        if (request == null || flight == null) {
            return;
        }
        long now = Math.max(clock.micros(), atMillis * 1000);
        if (now >= settleAtMillis(request) * 1000) {
            settle(request, flight, now);
        } else if (now >= flight.hedgeAtMicros) {
            goOn(request, flight, now);
        }
    }

    /** Settles a request, asks further experts for it, or waits. */
    private void goOn(PendingRequest request, InFlight flight, long now) {
        PendingRequest latest = request;
        if (latest.answers() < latest.wanted()) {
            latest = reinforce(latest, flight, now);
        }
        if (latest.answers() >= latest.wanted() || latest.waiting() == 0) {
            settle(latest, flight, now);
        } else {
            exchange.update(latest.id(), latest);
        }
    }

    /** Asks further experts in place of those that have failed or are late. */
    private PendingRequest reinforce(PendingRequest request, InFlight flight, long now) {
        PendingRequest latest = request;
        long expected = expected(latest, flight, now);
        while (Long.bitCount(expected) < latest.wanted()) {
            int compared = latest.indexOfCompared();
            if (compared >= 0) {
                latest = latest.replace(compared, latest.asked().get(compared).asHedge());
            } else {
                int further =
                        latest.askedToAnswer() < MOST_ASKED
                                ? further(latest, flight, expected, now)
                                : -1;
                if (further < 0 || !payments.reserve(flight, 1L << further)) {
                    break;
                }
                latest = add(latest, flight, further, now, Role.HEDGE);
                latest = send(latest, flight, latest.asked().size() - 1, now);
            }
            expected = expected(latest, flight, now);
        }
        return latest;
    }

    private int further(PendingRequest request, InFlight flight, long expected, long now) {
        return flight.experts.hedge(
                flight.losses,
                flight.category,
                leftMicros(request, now) * 1e-3,
                now,
                flight.replicas::contains,
                expected,
                payments.mostJoules(flight) - request.committedJoules(),
                flight.committedMultiplyAdds(request),
                flight.followedPrices());
    }

    /** The experts that have answered, and those that are waited for and not late. */
    private static long expected(PendingRequest request, InFlight flight, long now) {
        long mask = 0;
        for (Asked asked : request.asked()) {
            boolean inTime =
                    asked.isWaitedFor()
                            && (asked.role() == Role.HEDGE || now < flight.hedgeAtMicros);
            mask |= asked.counts() || inTime ? flight.experts.bit(asked.expert()) : 0;
        }
        return mask;
    }

    /**
     * How long from now until the last request is settled for which an expert without Kafka is
     * still waited for; 0 when there is none.
     */
    long longestAttachedMicros() {
        long now = clock.micros();
        long longest = 0;
        for (String id : flights.keySet()) {
            PendingRequest request = exchange.pending(id);
            if (request.asked().stream().anyMatch(one -> one.isWaiting() && asker.has(one))) {
                longest = Math.max(longest, leftMicros(request, now));
            }
        }
        return longest;
    }

    /** Answers every request with what is there: the input has ended. */
    void settleAll() {
        for (String id : List.copyOf(flights.keySet())) {
            settle(exchange.pending(id), flights.get(id), clock.micros());
        }
    }

    private void settle(PendingRequest request, InFlight flight, long now) {
        leave(request, flight, reason(request, flight), now);
    }

    private static ReasonCode reason(PendingRequest request, InFlight flight) {
        int answers = request.answers();
        if (answers == 0) {
            return ReasonCode.NO_ANSWER;
        }
        if (answers < request.wanted()) {
            return ReasonCode.PARTIAL;
        }
        if (flight.isCutShort) {
            return ReasonCode.BUDGET_EXHAUSTED;
        }
        return request.hasAnswerOfHedge() ? ReasonCode.HEDGED : ReasonCode.EXPERTS;
    }

    private void leave(PendingRequest request, InFlight flight, ReasonCode reason, long now) {
        flights.remove(request.id());
        stragglers.settled(request, flight.replicas);
        Answer answer = answers.compose(request, flight, reason, now);
        shadow.judge(request, flight, answer.prediction().predictedClass());
        Cost actual = Objects.requireNonNull(answer.prediction().decision()).actual();
        long took = now - request.decoded().admittedMicros();
        payments.settle(request, flight, actual, took);
        metrics.answered(
                reason,
                took,
                request.deadlineMicros() - now,
                request.slowestAnswerMicros(),
                actual);
        exchange.settle(
                request.id(), answer, settleAtMillis(request), ceilMillis(flight.hedgeAtMicros));
    }

    private long leftMicros(PendingRequest request, long now) {
        return settleAtMillis(request) * 1000 - now;
    }

    private long settleAtMillis(PendingRequest request) {
        return Math.floorDiv(
                request.deadlineMicros() - options.settleBefore().toNanos() / 1000, 1000);
    }

    private static long ceilMillis(long micros) {
        return micros == HedgeRule.NEVER_MICROS ? micros : -Math.floorDiv(-micros, 1000L);
    }
}
