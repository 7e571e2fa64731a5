package io.sluice.schemas.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** A registry in memory that can be told to fail or to hang. */
public final class FakeRegistry implements AutoCloseable {
    /** Status that stands for never answering. */
    static final int HANG = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String authorization;
    private volatile String lastBody;

    public FakeRegistry() throws IOException {
        this(0);
    }

    FakeRegistry(int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://localhost:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    public void put(int id, Schema schema) {
        reply("/schemas/ids/" + id, "{\"schema\":" + quoted(schema.toString()) + "}");
    }

    void reply(String path, String json) {
        replies.put(path, json);
    }

    /** The next requests end in these statuses, one each. */
    void fail(int... statuses) {
        for (int status : statuses) {
            failures.add(status);
        }
    }

    public int requests() {
        return requests.get();
    }

    String authorization() {
        return authorization;
    }

    String lastBody() {
        return lastBody;
    }

    static String quoted(String json) {
        return '"' + json.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Integer failure = failures.poll();
        if (failure != null && failure == HANG) {
            return;
        }
        String reply = replies.get(exchange.getRequestURI().getRawPath());
        int status = failure != null ? failure : reply == null ? 404 : 200;
        String body =
                status == 200 ? reply : "{\"error_code\":" + status + "03,\"message\":\"no such\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
