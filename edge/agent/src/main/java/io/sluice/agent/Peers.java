package io.sluice.agent;

import io.sluice.experts.EngineStatus;
import io.sluice.experts.OipClient;
import io.sluice.experts.OipSettings;
import io.sluice.gates.experts.FleetSettings;
import io.sluice.gates.experts.FleetView;
import io.sluice.gates.experts.Heard;
import io.sluice.gates.experts.Replica;
import io.sluice.gates.experts.device.PeerChoice;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other devices, and passing requests on to them. Thread-safe.
 *
 * <p>A request goes on once at most: the parameter {@link OipClient#PASSED_ON} says to the peer
 * that it is to stay.
 *
 * <p><b>Owned state:</b> the view of the fleet, by telemetry and by how peers answered, and one
 * HTTP client per expert of a peer that was ever asked.
 */
final class Peers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final AgentConfig config;
    private final FleetView fleet;
    private final Map<String, Hearing> heard = new HashMap<>();
    private final Map<String, OipClient> clients = new HashMap<>();

    /** When something was heard of whom. */
    private record Hearing(URI url, long micros) {}

    Peers(AgentConfig config) {
        this.config = config;
        this.fleet =
                new FleetView(
                        FleetSettings.DEFAULT.staleAfter(micros(config.peers().staleAfter())));
    }

    /** Takes the telemetry of another device. */
    synchronized void heard(ExpertTelemetry telemetry) {
        if (telemetry.device().equals(config.device())) {
            return;
        }
        long now = nowMicros();
        Heard status = fleet.heard(telemetry, now);
        if (status.status() == Heard.Status.ACCEPTED) {
            heard.remove(telemetry.device());
            if (AgentConfig.isHttp(telemetry.url())) {
                URI url = URI.create(telemetry.url());
                heard.put(telemetry.device(), new Hearing(url, now));
            }
        } else if (status.status() == Heard.Status.REFUSED) {
            LOG.warn("Telemetry of {} is refused: {}", telemetry.device(), status.reason());
        }
    }

    synchronized void left(String device) {
        fleet.left(device);
        heard.remove(device);
    }

    /** The addresses of peers that were heard of, but not since a time before now. */
    synchronized List<URI> silent(Duration since) {
        long before = nowMicros() - micros(since);
        return heard.values().stream()
                .filter(hearing -> hearing.micros() < before)
                .map(Hearing::url)
                .toList();
    }

    /** Whether something was heard of the peer at an address since a time before now. */
    synchronized boolean isHeard(URI url, Duration since) {
        long before = nowMicros() - micros(since);
        return heard.values().stream()
                .anyMatch(hearing -> hearing.url().equals(url) && hearing.micros() >= before);
    }

    /**
     * Passes a request on, when it would be late here and a peer is predicted to make it.
     *
     * @param own how this device stands
     * @return whether a peer was asked, and so will answer
     */
    boolean passOn(
            ExpertRequest request,
            long ageMicros,
            Supplier<EngineStatus> own,
            Consumer<ExpertReply> answered) {
        if (!config.peers().forward()) {
            return false;
        }
        long left = request.budgetMicros() - ageMicros;
        double ownMicros = ownMicros(request, own.get());
        Replica replica;
        OipClient client;
        long now = nowMicros();
        synchronized (this) {
            replica = choose(request, left, ownMicros, now);
            if (replica == null) {
                return false;
            }
            client = client(replica.url(), request.expert());
            fleet.asked(replica, now);
        }
        LOG.debug("{} goes on to {}", request.requestId(), replica.device());
        ExpertRequest onward =
                new ExpertRequest(
                        request.requestId(),
                        request.expert(),
                        request.bundle(),
                        request.replyTopic(),
                        request.inputs(),
                        request.sentMicros(),
                        left);
        client.passOn(
                onward,
                reply -> {
                    note(replica, reply, now);
                    answered.accept(reply);
                });
        return true;
    }

    private Replica choose(ExpertRequest request, long left, double own, long now) {
        List<Replica> replicas = fleet.replicas(request.expert());
        double[] predicted = new double[replicas.size()];
        for (int i = 0; i < predicted.length; i++) {
            Replica replica = replicas.get(i);
            predicted[i] =
                    mayBeAsked(replica, request, now)
                            ? fleet.predictedMicros(replica, 0, now)
                            : Double.POSITIVE_INFINITY;
        }
        int chosen = PeerChoice.choose(left, own, predicted);
        return chosen == PeerChoice.ITSELF ? null : replicas.get(chosen);
    }

    private boolean mayBeAsked(Replica replica, ExpertRequest request, long now) {
        return heard.containsKey(replica.device())
                && (request.bundle().isEmpty() || request.bundle().equals(replica.bundle()))
                && fleet.isUsable(replica, now);
    }

    /** When this device itself would have answered; infinite when it cannot. */
    private static double ownMicros(ExpertRequest request, EngineStatus own) {
        for (HostedExpert expert : own.experts()) {
            boolean fits = request.bundle().isEmpty() || request.bundle().equals(expert.bundle());
            if (expert.name().equals(request.expert()) && fits) {
                long loading = expert.loaded() ? 0 : expert.loadMicros();
                return own.queueMicros() + loading + expert.p95Micros();
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private synchronized void note(Replica replica, ExpertReply reply, long askedMicros) {
        long now = nowMicros();
        if (reply.status() == Status.OK) {
            fleet.answered(
                    replica, now, now - askedMicros, reply.queueMicros(), reply.computeMicros());
        } else {
            fleet.failed(replica, now);
        }
    }

    private OipClient client(String url, String expert) {
        return clients.computeIfAbsent(
                url + " " + expert,
                key ->
                        new OipClient(
                                config.device(),
                                new OipSettings(
                                        URI.create(url), expert, LONGEST, 0, Duration.ZERO)));
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    private static long nowMicros() {
        return System.nanoTime() / 1_000;
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(OipClient::close);
        clients.clear();
    }
}
