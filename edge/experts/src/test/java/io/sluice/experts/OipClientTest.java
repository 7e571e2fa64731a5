package io.sluice.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that misbehaves in every way that it is told to. */
@Timeout(60)
class OipClientTest {
    private static final long SECONDS_20 = 20_000_000;
    private static final String GOOD =
            """
            {"model_name":"m","outputs":[{"name":"y","shape":[1,3],"datatype":"FP32",
             "data":[0.5,[-1,2e1]]}]}""";

    /** One answer of the server. */
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final List<Behaviour> script = new ArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Replies replies = new Replies();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    Behaviour behaviour;
                    synchronized (script) {
                        behaviour = script.size() > 1 ? script.remove(0) : script.get(0);
                    }
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    asked.add(
                            exchange.getRequestURI()
                                    + " "
                                    + new String(body, StandardCharsets.UTF_8));
                    behaviour.answer(exchange);
                });
        server.start();
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void asksAndReadsLogits() throws Exception {
        script.add(json(200, GOOD));

        ExpertReply reply = ask(0, 5_000);

        assertThat(reply.status()).as(reply.message()).isEqualTo(Status.OK);
        assertThat(reply.logits()).isEqualTo(Tensor.ofFloats(new int[] {3}, 0.5f, -1, 20));
        assertThat(reply.device()).isEqualTo("server-1");
        assertThat(reply.computeMicros()).isPositive();
        assertThat(reply.energy()).isEqualTo(Provenance.UNKNOWN);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0))
                .startsWith("/v2/models/my%20model/infer {\"id\":\"r\"")
                .contains("\"sluice_budget_micros\":\"")
                .contains(
                        "\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1.0,-1.0]}]");
    }

    @Test
    void whatADeviceOfTheFleetSaysIsPassedOn() throws Exception {
        script.add(
                json(
                        200,
                        GOOD.replace(
                                "\"outputs\"",
                                "\"parameters\":{\"sluice_device\":\"edge-2\",\"sluice_bundle\":\"abc\","
                                        + "\"sluice_queue_micros\":\"7\",\"sluice_compute_micros\":\"9\","
                                        + "\"sluice_joules\":\"0.5\",\"sluice_energy\":\"MEASURED\"},\"outputs\"")));

        ExpertReply reply = ask(0, 5_000);

        assertThat(reply)
                .returns("edge-2", ExpertReply::device)
                .returns("abc", ExpertReply::bundle)
                .returns(7L, ExpertReply::queueMicros)
                .returns(9L, ExpertReply::computeMicros)
                .returns(0.5, ExpertReply::joules)
                .returns(Provenance.MEASURED, ExpertReply::energy);
    }

    @Test
    void aPassingFailureIsTriedAgain() throws Exception {
        script.add(json(500, "{\"error\":\"out of luck\"}"));
        script.add(json(503, "busy"));
        script.add(json(200, GOOD));

        assertThat(ask(2, 5_000).status()).isEqualTo(Status.OK);
        assertThat(asked).hasSize(3);
    }

    @Test
    void attemptsAreBounded() throws Exception {
        script.add(json(500, "{\"error\":\"out of luck\"}"));

        ExpertReply reply = ask(2, 5_000);

        assertThat(reply.status()).isEqualTo(Status.FAILED);
        assertThat(reply.message()).endsWith("answers 500: out of luck (after 3 attempts)");
        assertThat(asked).hasSize(3);
    }

    @Test
    void noAttemptIsMadeThatWouldStartAfterTheBudget() throws Exception {
        script.add(json(500, "{}"));
        try (OipClient client = client(5, Duration.ofSeconds(5), Duration.ofMinutes(1))) {
            client.ask(ScriptedExpert.request("r", "m", 1, SECONDS_20), replies);

            assertThat(replies.next().status()).isEqualTo(Status.FAILED);
            assertThat(asked).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, FAILED",
        "404, UNKNOWN_EXPERT",
        "409, WRONG_BUNDLE",
    })
    void whatWillNotPassIsNotTriedAgain(int code, Status expected) throws Exception {
        script.add(json(code, "{\"error\":\"no\"}"));

        assertThat(ask(3, 5_000).status()).isEqualTo(expected);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aServerThatDoesNotAnswerTimesOut() throws Exception {
        script.add(hang());

        ExpertReply reply = ask(1, 100);

        assertThat(reply.status()).isEqualTo(Status.FAILED);
        assertThat(reply.message())
                .endsWith("/infer has not answered within 100 ms (after 2 attempts)");
    }

    @Test
    void theBudgetEndsTheWaiting() throws Exception {
        script.add(hang());
        try (OipClient client = client(9, Duration.ofSeconds(50), Duration.ofMillis(1))) {
            client.ask(ScriptedExpert.request("r", "m", 1, 200_000), replies);

            assertThat(replies.next().status()).isEqualTo(Status.EXPIRED);
        }
    }

    @Test
    void aServerThatBreaksOffIsTriedAgain() throws Exception {
        script.add(
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    throw new IOException("the plug was pulled");
                });
        script.add(json(200, GOOD));

        assertThat(ask(1, 5_000).status()).isEqualTo(Status.OK);
    }

    @Test
    void nobodyListens() throws Exception {
        server.stop(0);
        script.add(hang());

        ExpertReply reply = ask(0, 5_000);

        assertThat(reply.status()).isEqualTo(Status.FAILED);
        assertThat(reply.message()).contains("cannot be asked: java.net.ConnectException");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | Unrecognized token",
                "[] | expected a JSON object",
                "{} | expected a list of tensors in 'outputs'",
                "{\"outputs\":[]} | expected one output",
                "{\"outputs\":[{\"name\":\"y\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1]}]}"
                        + " | tensor 'y': 1 elements for the shape [1, 3]",
                "{\"outputs\":[{\"name\":\"y\",\"shape\":[2,1],\"datatype\":\"FP32\",\"data\":[1,2]}]}"
                        + " | expected FP32 or FP64 of shape [1, classes]",
                "{\"outputs\":[{\"name\":\"y\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[1]}]}"
                        + " | expected FP32 or FP64",
                "{\"outputs\":[{\"name\":\"y\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[\"a\"]}]}"
                        + " | element a; expected a number",
                "{\"outputs\":[{\"name\":\"y\",\"shape\":[1,1],\"datatype\":\"BYTES\",\"data\":[1]}]}"
                        + " | datatype BYTES; expected one of",
                "{\"outputs\":[{\"name\":\"y\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1e99]}]}"
                        + " | a logit is not a finite number",
            })
    void nonsenseIsNoAnswer(String body, String expected) throws Exception {
        script.add(json(200, body));

        ExpertReply reply = ask(3, 5_000);

        assertThat(reply.status()).isEqualTo(Status.FAILED);
        assertThat(reply.message()).startsWith("the response is of no use").contains(expected);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aResponseWithoutEndIsCutOff() throws Exception {
        script.add(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] much = new byte[1 << 20];
                    for (int i = 0; i < 64; i++) {
                        exchange.getResponseBody().write(much);
                    }
                    exchange.close();
                });

        ExpertReply reply = ask(0, 20_000);

        assertThat(reply.status()).isEqualTo(Status.FAILED);
        assertThat(reply.message()).contains("a response of more than");
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(
                        () ->
                                new OipSettings(
                                        URI.create("ftp://h"),
                                        "m",
                                        Duration.ofSeconds(1),
                                        0,
                                        Duration.ZERO))
                .hasMessage("url 'ftp://h'; expected one such as http://host:8000");
    }

    @Test
    void messagesOfEveryTypeSurvive() throws Exception {
        Map<String, String> parameters = Map.of("a", "b");
        for (DType dtype : DType.values()) {
            byte[] bytes = new byte[2 * dtype.bytes()];
            bytes[0] = 1;
            Tensor tensor = Tensor.slice(dtype, new int[] {1, 2}, bytes, 0, bytes.length);
            OipMessage message =
                    new OipMessage("m", "i", List.of(new NamedTensor("x", tensor)), parameters);

            assertThat(OipMessage.readRequest(message.request())).isEqualTo(message);
            assertThat(OipMessage.readResponse(message.response())).isEqualTo(message);
        }
    }

    private ExpertReply ask(int retries, long timeoutMillis) throws InterruptedException {
        try (OipClient client =
                client(retries, Duration.ofMillis(timeoutMillis), Duration.ofMillis(1))) {
            client.ask(ScriptedExpert.request("r", "m", 1, SECONDS_20), replies);
            return replies.next();
        }
    }

    private OipClient client(int retries, Duration timeout, Duration pause) {
        URI url = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        return new OipClient("server-1", new OipSettings(url, "my model", timeout, retries, pause));
    }

    private Behaviour hang() {
        return exchange -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    private static Behaviour json(int code, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }
}
