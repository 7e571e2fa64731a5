package io.sluice.agent;

import com.sun.net.httpserver.HttpExchange;
import io.sluice.experts.ExpertEngine;
import io.sluice.experts.ExpertModel;
import io.sluice.experts.OipMessage;
import io.sluice.experts.OipStatus;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is below {@code /v2}: health, metadata and inference. Thread-safe. */
final class OipModels {
    private static final Logger LOG = LoggerFactory.getLogger(OipModels.class);
    private static final int MOST_BODY_BYTES = 64 << 20;

    private final AgentConfig config;
    private final ExpertEngine engine;
    private final RequestHandler handler;
    private final Executor threads;

    /**
     * @param threads where responses are written, because who answers must not wait
     */
    OipModels(AgentConfig config, ExpertEngine engine, RequestHandler handler, Executor threads) {
        this.config = config;
        this.engine = engine;
        this.handler = handler;
        this.threads = threads;
    }

    void route(HttpExchange exchange, String method, String path) throws IOException {
        String[] parts = path.split("/", -1);
        if (method.equals("GET") && path.isEmpty()) {
            json(exchange, OipMetadata.server(config.device()));
        } else if (method.equals("GET")
                && (path.equals("/health/live") || path.equals("/health/ready"))) {
            json(exchange, OipMetadata.state(path.substring("/health/".length())));
        } else if (parts.length >= 3 && parts[1].equals("models")) {
            model(exchange, method, parts);
        } else {
            OipServer.error(exchange, 404, "there is no " + method + " /v2" + path);
        }
    }

    private void model(HttpExchange exchange, String method, String[] parts) throws IOException {
        String name = parts[2];
        String action = parts.length == 4 ? parts[3] : "";
        if (method.equals("POST") && action.equals("infer")) {
            infer(exchange, name);
            return;
        }
        Optional<ExpertModel> model = engine.model(name);
        boolean isRead = method.equals("GET") && parts.length <= 4;
        if (isRead && model.isPresent() && action.isEmpty()) {
            json(exchange, OipMetadata.model(model.get()));
        } else if (isRead && model.isPresent() && action.equals("ready")) {
            json(exchange, OipMetadata.ready(name));
        } else {
            String hosted = "; models: " + engine.names();
            OipServer.error(exchange, 404, "there is no " + method + " " + name + hosted);
        }
    }

    private static void json(HttpExchange exchange, byte[] document) throws IOException {
        OipServer.answer(exchange, 200, "application/json", document);
    }

    private void infer(HttpExchange exchange, String name) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
        if (body.length > MOST_BODY_BYTES) {
            OipServer.error(exchange, 413, "more than " + MOST_BODY_BYTES + " bytes");
            return;
        }
        OipMessage message;
        List<ExpertRequest> requests;
        boolean isPassedOn;
        try {
            message = OipMessage.readRequest(body);
            long budget = config.http().budget().toNanos() / 1_000;
            requests = OipRows.requests(message, name, budget);
            isPassedOn = Boolean.parseBoolean(message.parameters().get(OipMessage.PASSED_ON));
        } catch (IOException | IllegalArgumentException e) {
            OipServer.error(exchange, 400, e.getMessage());
            return;
        }
        AtomicReferenceArray<ExpertReply> replies = new AtomicReferenceArray<>(requests.size());
        AtomicInteger missing = new AtomicInteger(requests.size());
        for (int row = 0; row < requests.size(); row++) {
            int at = row;
            handler.handle(
                    requests.get(row),
                    0,
                    isPassedOn,
                    reply -> {
                        replies.set(at, reply);
                        if (missing.decrementAndGet() == 0) {
                            respondLater(exchange, message.id(), name, all(replies));
                        }
                    });
        }
    }

    private static List<ExpertReply> all(AtomicReferenceArray<ExpertReply> replies) {
        List<ExpertReply> all = new ArrayList<>();
        for (int i = 0; i < replies.length(); i++) {
            all.add(replies.get(i));
        }
        return all;
    }

    private void respondLater(
            HttpExchange exchange, String id, String name, List<ExpertReply> replies) {
        try {
            threads.execute(() -> respond(exchange, id, name, replies));
        } catch (RejectedExecutionException e) {
            exchange.close();
        }
    }

    private static void respond(
            HttpExchange exchange, String id, String name, List<ExpertReply> replies) {
        try {
            for (ExpertReply reply : replies) {
                if (reply.status() != Status.OK) {
                    OipServer.error(exchange, OipStatus.code(reply.status()), reply.message());
                    return;
                }
            }
            json(exchange, OipRows.response(id, name, replies).response());
        } catch (IOException e) {
            LOG.debug("The client of {} has gone", id, e);
        }
    }
}
