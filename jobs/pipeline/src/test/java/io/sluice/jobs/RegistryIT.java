package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.schemas.ConfluentFraming;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryIT {
    private static final int SCHEMA_ID = 7;

    @TempDir private Path directory;
    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void aRegistryThatIsAwayIsWaitedForAndItsSchemasOutliveIt() throws Exception {
        int port = EmbeddedKafka.freePort();
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                PipelineRun run = new PipelineRun(directory, kafka);
                Outcomes outcomes = new Outcomes(kafka.bootstrapServers())) {
            run.start(run.config(source(port)));
            for (int i = 0; i < 500; i++) {
                run.send(i % 2, framed(SCHEMA_ID, i));
            }
            run.send(0, framed(99, 1));
            // Nothing is refused while the registry is away.
            outcomes.settle();
            assertThat(outcomes.answers).isEmpty();
            assertThat(outcomes.deadLetters).isEmpty();

            HttpServer registry = registry(port);
            outcomes.await(500, 1);
            registry.stop(0);
            assertThat(
                            new String(
                                    outcomes.deadLetters
                                            .get(0)
                                            .headers()
                                            .lastHeader("sluice.dlq.reason")
                                            .value(),
                                    StandardCharsets.UTF_8))
                    .isEqualTo("UNKNOWN_SCHEMA");

            // The registry is gone for good; the schemas are in the savepoint.
            String savepoint = run.stopWithSavepoint();
            int asked = requests.get();
            run.start(run.config(source(port)), savepoint);
            for (int i = 500; i < 1000; i++) {
                run.send(i % 2, framed(SCHEMA_ID, i));
            }
            outcomes.await(1000, 1);
            outcomes.settle();
            assertThat(outcomes.wrong(1000)).isEmpty();
            assertThat(requests.get()).isEqualTo(asked);
            assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        }
    }

    private static String source(int port) {
        return PipelineRun.defaultSource()
                .replace(
                        "format: avro\nschema: reading.avsc",
                        "format: confluent-avro\nregistry: {url: \"http://localhost:"
                                + port
                                + "\", timeout: 1 s}");
    }

    private static byte[] framed(int schemaId, int i) {
        return ConfluentFraming.frame(schemaId, PipelineRun.reading("e" + i, i, i * 37 % 256));
    }

    /** A registry that knows one schema. */
    private HttpServer registry(int port) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    boolean known =
                            exchange.getRequestURI().getPath().endsWith("/ids/" + SCHEMA_ID);
                    String body =
                            known
                                    ? "{\"schema\": \"" + escaped(PipelineRun.SCHEMA) + "\"}"
                                    : "{\"error_code\": 40403, \"message\": \"Schema not found\"}";
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(known ? 200 : 404, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static String escaped(String json) {
        return json.replace("\n", " ").replace("\"", "\\\"");
    }
}
