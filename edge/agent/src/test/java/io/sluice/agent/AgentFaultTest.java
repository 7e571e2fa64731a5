package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.experts.BundleExpert;
import io.sluice.experts.ExpertModel;
import io.sluice.experts.OpenExpert;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.Tensor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that can answer nothing any more ends, so that it is started again. */
@Timeout(60)
class AgentFaultTest {
    private static final String QUESTION =
            "{\"inputs\":[{\"name\":\"image\",\"shape\":[1,10],\"datatype\":\"UINT8\","
                    + "\"data\":[1,2,3,4,5,6,7,8,9,0]}]}";

    @TempDir private Path directory;
    private volatile boolean isBroken;

    @Test
    void whoseEngineDiesEnds() throws Exception {
        AgentConfig config =
                AgentConfig.parse(
                        "agent.yaml",
                        """
                        device: edge-1
                        kafka.bootstrap-servers: "localhost:1"
                        experts: [{name: a, bundle.uri: a}]
                        http: {port: 0}
                        """,
                        directory,
                        name -> null);
        HttpClient http = HttpClient.newHttpClient();
        try (Agent agent = Agent.start(config, List.of(new Breaking()))) {
            URI infer = URI.create(agent.url() + "/v2/models/a/infer");
            HttpRequest question =
                    HttpRequest.newBuilder(infer)
                            .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
                            .build();
            assertThat(http.send(question, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            isBroken = true;
            for (int i = 0; i < 2; i++) {
                assertThat(http.send(question, HttpResponse.BodyHandlers.ofString()).statusCode())
                        .isEqualTo(500);
            }

            assertThatThrownBy(agent::awaitClose)
                    .hasMessage("the engine has died: java.lang.IllegalStateException: broken");
            byte[] telemetry =
                    http.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            agent.url() + OipServer.TELEMETRY_PATH))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofByteArray())
                            .body();
            assertThat(ExpertTelemetryCodec.decode(telemetry).experts()).isEmpty();
        }
    }

    /** Fails where an engine does not expect it. */
    private final class Breaking implements ExpertModel {
        private final BundleExpert sound =
                new BundleExpert(
                        "a", TestBundles.ladder().open(), BundleHost.process(), "plain", null);

        @Override
        public String name() {
            if (isBroken) {
                throw new IllegalStateException("broken");
            }
            return "a";
        }

        @Override
        public String bundle() {
            return sound.bundle();
        }

        @Override
        public List<TensorSpec> inputs() {
            return sound.inputs();
        }

        @Override
        public int classes() {
            return sound.classes();
        }

        @Override
        public long multiplyAdds() {
            return sound.multiplyAdds();
        }

        @Override
        public OpenExpert open(int maxBatch) {
            OpenExpert open = sound.open(maxBatch);
            return new OpenExpert() {
                @Override
                public List<Tensor> run(List<List<NamedTensor>> rows) {
                    if (isBroken) {
                        throw new IllegalStateException("the model fails too");
                    }
                    return open.run(rows);
                }

                @Override
                public void close() {
                    open.close();
                }
            };
        }
    }
}
