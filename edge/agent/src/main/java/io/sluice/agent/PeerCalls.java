package io.sluice.agent;

import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks peers for their telemetry over HTTP when nothing is heard of them over Kafka, so that the
 * devices know of each other while the cluster is away.
 */
final class PeerCalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final AgentConfig config;
    private final Peers peers;
    private final Duration silence;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1,
                    body -> {
                        Thread thread = new Thread(body, "sluice-agent-peer-calls");
                        thread.setDaemon(true);
                        return thread;
                    });

    PeerCalls(AgentConfig config, Peers peers) {
        this.config = config;
        this.peers = peers;
        this.silence = config.kafka().period().multipliedBy(2);
    }

    void start() {
        if (config.peers().forward()) {
            long period = config.kafka().period().toNanos();
            timer.scheduleAtFixedRate(this::callSilent, period, period, TimeUnit.NANOSECONDS);
        }
    }

    private void callSilent() {
        Set<URI> urls = new LinkedHashSet<>(peers.silent(silence));
        config.peers().urls().stream()
                .filter(url -> !peers.isHeard(url, silence))
                .forEach(urls::add);
        urls.forEach(this::call);
    }

    private void call(URI url) {
        URI address = URI.create(url.toString().replaceAll("/+$", "") + OipServer.TELEMETRY_PATH);
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).GET().build();
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .whenComplete(
                        (response, failure) -> {
                            if (failure == null && response.statusCode() == 200) {
                                take(address, response.body());
                            } else {
                                LOG.debug("Peer {} does not answer", address);
                            }
                        });
    }

    private void take(URI address, byte[] telemetry) {
        try {
            peers.heard(ExpertTelemetryCodec.decode(telemetry));
        } catch (MalformedException e) {
            LOG.warn("{} gives no telemetry: {}", address, e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
