package io.sluice.experts;

import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.Tensor;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks a model on a server of the Open Inference Protocol, version 2, over HTTP with JSON. An
 * attempt that fails for a reason that may pass is repeated, after pauses that grow, while the
 * request's budget lasts. Thread-safe.
 *
 * <p>Whether a server that fails again and again is asked at all is not this one's to decide.
 */
public final class OipClient implements ExpertClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    private final String device;
    private final OipSettings settings;
    private final URI address;
    private volatile boolean closed;

    /**
     * @param device what to name in replies, where the server does not name itself
     */
    public OipClient(String device, OipSettings settings) {
        this.device = device;
        this.settings = settings;
        String model =
                URLEncoder.encode(settings.model(), StandardCharsets.UTF_8).replace("+", "%20");
        String base = settings.url().toString().replaceAll("/+$", "");
        this.address = URI.create(base + "/v2/models/" + model + "/infer");
    }

    @Override
    public void ask(ExpertRequest request, Consumer<ExpertReply> answered) {
        ask(request, false, answered);
    }

    /** Asks another device of the fleet, which is not to pass the request on again. */
    public void passOn(ExpertRequest request, Consumer<ExpertReply> answered) {
        ask(request, true, answered);
    }

    private void ask(ExpertRequest request, boolean isPassedOn, Consumer<ExpertReply> answered) {
        long deadline = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(request.budgetMicros());
        new Attempts(request, isPassedOn, answered, deadline).next();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The attempts of one request, one after the other. */
    private final class Attempts {
        private final ExpertRequest request;
        private final boolean isPassedOn;
        private final Consumer<ExpertReply> answered;
        private final long deadline;
        private int made;

        Attempts(
                ExpertRequest request,
                boolean isPassedOn,
                Consumer<ExpertReply> answered,
                long deadline) {
            this.request = request;
            this.isPassedOn = isPassedOn;
            this.answered = answered;
            this.deadline = deadline;
        }

        void next() {
            long left = deadline - System.nanoTime();
            if (left <= 0 || closed) {
                refuse(
                        closed ? Status.FAILED : Status.EXPIRED,
                        closed ? "the client is closed" : "the budget is over");
                return;
            }
            made++;
            long start = System.nanoTime();
            long timeout = Math.min(left, settings.timeout().toNanos());
            CompletableFuture<HttpResponse<byte[]>> sent =
                    HTTP.sendAsync(httpRequest(left), LimitedBody.handler());
            sent.copy()
                    .orTimeout(timeout, TimeUnit.NANOSECONDS)
                    .whenComplete(
                            (response, failure) -> {
                                if (failure == null) {
                                    received(response, start);
                                } else {
                                    sent.cancel(true);
                                    failed(failure, timeout);
                                }
                            });
        }

        private HttpRequest httpRequest(long leftNanos) {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put(
                    OipMessage.BUDGET, String.valueOf(TimeUnit.NANOSECONDS.toMicros(leftNanos)));
            if (!request.bundle().isEmpty()) {
                parameters.put(OipMessage.BUNDLE, request.bundle());
            }
            if (isPassedOn) {
                parameters.put(OipMessage.PASSED_ON, "true");
            }
            List<NamedTensor> rows = request.inputs().stream().map(OipClient::asBatch).toList();
            byte[] body = new OipMessage("", request.requestId(), rows, parameters).request();
            return HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
        }

        private void received(HttpResponse<byte[]> response, long startNanos) {
            int code = response.statusCode();
            if (code == 200) {
                long micros = (System.nanoTime() - startNanos) / 1_000;
                answer(OipReply.of(request, device, response.body(), micros));
            } else {
                String why =
                        address + " answers " + code + ": " + OipMessage.readError(response.body());
                if (OipStatus.isPassing(code)) {
                    retry(OipStatus.of(code), why);
                } else {
                    refuse(OipStatus.of(code), why);
                }
            }
        }

        private void failed(Throwable failure, long timeoutNanos) {
            boolean isLate = failure instanceof TimeoutException;
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            String why =
                    isLate
                            ? address
                                    + " has not answered within "
                                    + timeoutNanos / 1_000_000
                                    + " ms"
                            : address + " cannot be asked: " + cause;
            boolean isOver = System.nanoTime() - deadline >= 0;
            retry(isLate && isOver ? Status.EXPIRED : Status.FAILED, why);
        }

        private void retry(Status status, String why) {
            long pause = settings.pause().toNanos() << Math.min(made - 1, 20);
            boolean isTime = deadline - System.nanoTime() > pause;
            if (made > settings.retries() || !isTime || closed) {
                refuse(status, why + (made > 1 ? " (after " + made + " attempts)" : ""));
                return;
            }
            CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS).execute(this::next);
        }

        private void refuse(Status status, String why) {
            answer(ExpertReply.refused(request, device, status, why));
        }

        private void answer(ExpertReply reply) {
            new Answer(answered, reply).tell();
        }
    }

    /** An input with the batch, of one, as its first dimension. */
    private static NamedTensor asBatch(NamedTensor input) {
        Tensor tensor = input.tensor();
        int[] shape = new int[tensor.rank() + 1];
        shape[0] = 1;
        System.arraycopy(tensor.shape(), 0, shape, 1, tensor.rank());
        return new NamedTensor(
                input.name(),
                Tensor.slice(
                        tensor.dtype(),
                        shape,
                        tensor.array(),
                        tensor.offset(),
                        tensor.byteLength()));
    }
}
