package io.sluice.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.experts.ExpertEngine;
import io.sluice.experts.OipMessage;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the device's experts by the Open Inference Protocol, version 2, over HTTP, its telemetry
 * to peers, and, where the device is a pretended one, how slow it is.
 *
 * <p><b>Owned state:</b> the port and a pool of threads.
 */
final class OipServer implements AutoCloseable {
    static final String TELEMETRY_PATH = "/sluice/telemetry";
    static final String SLOWDOWN_PATH = "/sluice/slowdown";

    private static final Logger LOG = LoggerFactory.getLogger(OipServer.class);
    private static final int THREADS = 8;

    static {
        // Read once by the JDK's server: without it every answer waits 40 ms for an
        // acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final AgentConfig config;
    private final ExpertEngine engine;
    private final HttpServer server;
    private final ExecutorService threads;
    private final OipModels models;

    /** Takes the port; nothing is answered before {@link #start}. */
    OipServer(AgentConfig config, ExpertEngine engine, RequestHandler handler) throws IOException {
        this.config = config;
        this.engine = engine;
        InetSocketAddress address =
                new InetSocketAddress(config.http().host(), config.http().port());
        try {
            this.server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("http: cannot listen on " + address + ": " + e.getMessage(), e);
        }
        this.threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        body -> {
                            Thread thread = new Thread(body, "sluice-agent-http");
                            thread.setDaemon(true);
                            return thread;
                        });
        this.models = new OipModels(config, engine, handler, threads);
    }

    /** Where peers reach it. */
    String url() {
        if (!config.http().url().isEmpty()) {
            return config.http().url();
        }
        String host = config.http().host();
        boolean isAny = server.getAddress().getAddress().isAnyLocalAddress();
        return "http://" + (isAny ? machine() : host) + ":" + server.getAddress().getPort();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }

    void start(Supplier<ExpertTelemetry> telemetry) {
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    try {
                        route(exchange, telemetry);
                    } catch (RuntimeException e) {
                        LOG.warn("{} failed", exchange.getRequestURI(), e);
                        error(exchange, 500, String.valueOf(e.getMessage()));
                    }
                });
        server.start();
    }

    private void route(HttpExchange exchange, Supplier<ExpertTelemetry> telemetry)
            throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (path.equals(TELEMETRY_PATH) && method.equals("GET")) {
            byte[] body = ExpertTelemetryCodec.encode(telemetry.get());
            answer(exchange, 200, "application/octet-stream", body);
        } else if (path.equals(SLOWDOWN_PATH) && method.equals("PUT")) {
            slowDown(exchange);
        } else if (path.equals("/v2") || path.startsWith("/v2/")) {
            models.route(exchange, method, path.substring("/v2".length()));
        } else {
            error(exchange, 404, "there is no " + method + " " + path);
        }
    }

    private void slowDown(HttpExchange exchange) throws IOException {
        if (config.simulate() == null) {
            error(exchange, 403, "this device pretends nothing; see the key simulate");
            return;
        }
        String body =
                new String(exchange.getRequestBody().readNBytes(32), StandardCharsets.US_ASCII);
        try {
            engine.slowDown(Double.parseDouble(body.strip()));
            answer(exchange, 204, "text/plain", new byte[0]);
        } catch (IllegalArgumentException e) {
            error(exchange, 400, "slowdown '" + body + "'; expected a number of at least 1");
        }
    }

    static void error(HttpExchange exchange, int code, String message) throws IOException {
        answer(exchange, code, "application/json", OipMessage.error(message));
    }

    static void answer(HttpExchange exchange, int code, String type, byte[] body)
            throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
