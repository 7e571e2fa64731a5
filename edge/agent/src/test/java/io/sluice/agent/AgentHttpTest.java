package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.experts.OipClient;
import io.sluice.experts.OipSettings;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two devices while Kafka is away: over HTTP they serve, and they help each other. */
@Timeout(120)
class AgentHttpTest {
    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir private Path directory;
    private Agent helper;
    private Agent agent;

    @BeforeEach
    void start() throws IOException {
        TestBundles.ladder().writeTo(directory.resolve("small"));
        TestBundles.ladder().version("2.0.0").writeTo(directory.resolve("large"));
        helper = Agent.start(config("helper", "large", "urls: []"));
        agent = Agent.start(config("agent", "small", "urls: [\"" + helper.url() + "\"]"));
    }

    @AfterEach
    void stop() {
        agent.close();
        helper.close();
    }

    @Test
    void servesTheOpenInferenceProtocol() throws Exception {
        assertThat(get("/v2").body()).contains("\"name\":\"agent\"");
        assertThat(get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
        assertThat(get("/v2/health/ready").body()).isEqualTo("{\"ready\":true}");
        assertThat(get("/v2/models/small/ready").body())
                .isEqualTo("{\"name\":\"small\",\"ready\":true}");
        assertThat(get("/v2/models/small").body())
                .contains(
                        "\"inputs\":[{\"name\":\"image\",\"datatype\":\"UINT8\",\"shape\":[-1,10]}]")
                .contains(
                        "\"outputs\":[{\"name\":\"logits\",\"datatype\":\"FP32\",\"shape\":[-1,10]}]");
        assertThat(get("/v2/models/none"))
                .returns(404, HttpResponse::statusCode)
                .returns(
                        "{\"error\":\"there is no GET none; models: [small]\"}",
                        HttpResponse::body);
        assertThat(get("/other").statusCode()).isEqualTo(404);
    }

    @Test
    void answersABatch() throws Exception {
        HttpResponse<String> response =
                infer(
                        "small",
                        """
                        {"id":"q","inputs":[{"name":"image","shape":[2,10],"datatype":"UINT8",
                         "data":[[100,0,0,0,0,0,0,0,0,0],[0,100,0,0,0,0,0,0,0,0]]}]}""");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"model_name\":\"small\",\"id\":\"q\"")
                .contains("\"shape\":[2,10]")
                .contains("\"data\":[8.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,8.0,");
    }

    @Test
    void badRequestsAreExplained() throws Exception {
        assertThat(infer("small", "nonsense").statusCode()).isEqualTo(400);
        assertThat(infer("small", "{\"inputs\":[]}"))
                .returns(400, HttpResponse::statusCode)
                .returns("{\"error\":\"no inputs; expected at least one\"}", HttpResponse::body);
        assertThat(
                        infer(
                                        "small",
                                        "{\"inputs\":[{\"name\":\"image\",\"shape\":[1,1],\"datatype\":\"UINT8\",\"data\":[300]}]}")
                                .body())
                .contains("element 300; expected a whole number from 0 to 255");
        assertThat(
                        infer(
                                "small",
                                "{\"inputs\":[{\"name\":\"image\",\"shape\":[1,1],\"datatype\":\"UINT8\",\"data\":[3]}]}"))
                .returns(500, HttpResponse::statusCode)
                .returns(
                        "{\"error\":\"input 'image' is UINT8[1]; expected image: UINT8[N, 10]\"}",
                        HttpResponse::body);
        assertThat(
                        infer(
                                        "none",
                                        "{\"inputs\":[{\"name\":\"image\",\"shape\":[1,1],\"datatype\":\"UINT8\",\"data\":[3]}]}")
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void telemetryIsServedToPeers() throws Exception {
        HttpResponse<byte[]> response =
                http.send(
                        request(OipServer.TELEMETRY_PATH).GET().build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        ExpertTelemetry telemetry = ExpertTelemetryCodec.decode(response.body());
        assertThat(telemetry.device()).isEqualTo("agent");
        assertThat(telemetry.url()).isEqualTo(agent.url());
    }

    /** The agent learns of its peer over HTTP, so the first questions may come too early. */
    @Test
    void whatADeviceDoesNotHaveAPeerAnswers() throws Exception {
        ExpertReply reply;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        do {
            reply = ask(agent, "large", false);
        } while (reply.status() == Status.UNKNOWN_EXPERT && System.nanoTime() - end < 0);

        assertThat(reply.status()).as(reply.message()).isEqualTo(Status.OK);
        assertThat(reply.device()).isEqualTo("helper");
        assertThat(reply.logits().floatAt(4)).isEqualTo(8f);
        for (int i = 0; i < 50; i++) {
            reply = ask(agent, "large", false);
            assertThat(reply.device()).as("%d: %s", i, reply.message()).isEqualTo("helper");
            reply = ask(agent, "small", false);
            assertThat(reply.device()).as("%d: %s", i, reply.message()).isEqualTo("agent");
        }
        // What a peer passed on stays.
        assertThat(ask(agent, "large", true).status()).isEqualTo(Status.UNKNOWN_EXPERT);
    }

    @Test
    void onlyAPretendedDeviceCanBeSlowed() throws Exception {
        assertThat(put("10").statusCode()).isEqualTo(403);
        agent.close();
        AgentConfig config = config("agent", "small", "urls: []", "simulate: {slowdown: 2}");
        agent = Agent.start(config);
        assertThat(put("10").statusCode()).isEqualTo(204);
        assertThat(put("fast"))
                .returns(400, HttpResponse::statusCode)
                .returns(
                        "{\"error\":\"slowdown 'fast'; expected a number of at least 1\"}",
                        HttpResponse::body);
    }

    private AgentConfig config(String device, String expert, String urls, String... more) {
        return AgentConfig.parse(
                "agent.yaml",
                """
                device: %s
                kafka: {bootstrap-servers: "localhost:1", telemetry-period: 100 ms}
                kernel.provider: plain
                experts: [{name: %s, bundle: {uri: %s}}]
                http: {host: localhost, port: 0}
                peers: {forward: true, %s}
                %s
                """
                        .formatted(device, expert, expert, urls, String.join("\n", more)),
                directory,
                name -> null);
    }

    private static ExpertReply ask(Agent of, String expert, boolean isPassedOn) throws Exception {
        Tensor image = Tensor.ofBytes(new int[] {10}, TestBundles.row(4, 100));
        ExpertRequest request =
                new ExpertRequest(
                        "r",
                        expert,
                        "",
                        "",
                        List.of(new NamedTensor(TestBundles.INPUT, image)),
                        0,
                        10_000_000);
        CompletableFuture<ExpertReply> reply = new CompletableFuture<>();
        OipSettings settings =
                new OipSettings(
                        URI.create(of.url()), expert, Duration.ofSeconds(10), 0, Duration.ZERO);
        try (OipClient client = new OipClient("?", settings)) {
            if (isPassedOn) {
                client.passOn(request, reply::complete);
            } else {
                client.ask(request, reply::complete);
            }
            return reply.get(20, TimeUnit.SECONDS);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(agent.url() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String factor) throws Exception {
        return http.send(
                request(OipServer.SLOWDOWN_PATH)
                        .PUT(HttpRequest.BodyPublishers.ofString(factor))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> infer(String model, String body) throws Exception {
        return http.send(
                request("/v2/models/" + model + "/infer")
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
