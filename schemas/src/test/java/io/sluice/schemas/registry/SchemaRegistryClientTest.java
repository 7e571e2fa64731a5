package io.sluice.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SchemaRegistryClientTest {
    private static final Schema STRING = Schema.create(Schema.Type.STRING);

    private FakeRegistry registry;
    private final List<String> heard = new ArrayList<>();

    private final RegistryListener listener =
            new RegistryListener() {
                @Override
                public void waiting(String what, Instant since, int attempts, String cause) {
                    heard.add("waiting " + what + " " + attempts + " " + cause);
                }

                @Override
                public void answered(String what, Instant since) {
                    heard.add("answered " + what);
                }
            };

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private RegistryOptions options() {
        return RegistryOptions.of(registry.url())
                .withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(300))
                .withWait(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(5));
    }

    private SchemaRegistryClient client() {
        return new SchemaRegistryClient(options(), listener);
    }

    @Test
    void asksOncePerId() throws Exception {
        registry.put(7, STRING);
        SchemaRegistryClient client = client();

        assertThat(client.fetch(7)).isEqualTo(STRING).isSameAs(client.fetch(7));
        assertThat(registry.requests()).isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void anUnknownIdIsNotAskedForAgainForAWhile() throws Exception {
        SchemaRegistryClient client =
                new SchemaRegistryClient(
                        options().withUnknownFor(Duration.ofMillis(200)), listener);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.fetch(8))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("does not know schema id 8: no such");
        }
        assertThat(registry.requests()).isEqualTo(1);

        registry.put(8, STRING);
        Thread.sleep(250);
        assertThat(client.fetch(8)).isEqualTo(STRING);
    }

    @Test
    void waitsThroughErrorsAndSaysSo() throws Exception {
        registry.put(7, STRING);
        registry.fail(500, 503, 401);

        assertThat(client().fetch(7)).isEqualTo(STRING);

        assertThat(heard).hasSize(4);
        assertThat(heard.get(0)).contains("waiting /schemas/ids/7 1 ", "status 500");
        assertThat(heard.get(2)).contains("status 401; check the credentials");
        assertThat(heard.get(3)).isEqualTo("answered /schemas/ids/7");
    }

    @Test
    void waitsThroughAHangingRequest() throws Exception {
        registry.put(7, STRING);
        registry.fail(FakeRegistry.HANG);

        assertThat(client().fetch(7)).isEqualTo(STRING);
        assertThat(heard.get(0)).contains("/schemas/ids/7", "1");
    }

    @Test
    void givesUpAtTheBound() {
        int port = registry.port();
        registry.close();
        SchemaRegistryClient client =
                new SchemaRegistryClient(
                        options()
                                .withWait(
                                        Duration.ofMillis(5),
                                        Duration.ofMillis(20),
                                        Duration.ofMillis(300)),
                        listener);

        assertThatThrownBy(() -> client.fetch(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("localhost:" + port)
                .hasMessageContaining("ConnectException");
        assertThat(heard).isNotEmpty();
    }

    @Test
    void waitsForARegistryThatIsDownUntilItIsUp() throws Exception {
        int port = registry.port();
        registry.close();
        SchemaRegistryClient client = client();
        Thread starter =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(300);
                                registry = new FakeRegistry(port);
                                registry.put(7, STRING);
                            } catch (IOException | InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        starter.start();

        // Between its start and its first schema the new registry may truly answer 404.
        Schema schema = null;
        for (int i = 0; schema == null && i < 2; i++) {
            try {
                schema = client.fetch(7);
            } catch (UnknownSchemaException e) {
                starter.join();
                client = client();
            }
        }
        starter.join();

        assertThat(schema).isEqualTo(STRING);
        assertThat(heard.get(0)).startsWith("waiting");
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        registry.close();
        List<Throwable> thrown = new ArrayList<>();
        Thread waiter =
                new Thread(
                        () -> {
                            try {
                                client().fetch(7);
                            } catch (UnknownSchemaException | RegistryUnavailableException e) {
                                thrown.add(e);
                                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                            }
                        });
        waiter.start();
        Thread.sleep(200);

        waiter.interrupt();
        waiter.join(2_000);

        assertThat(thrown).singleElement().isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void whatItKnowsSurvivesInASnapshot() throws Exception {
        registry.put(7, STRING);
        SchemaRegistryClient before = client();
        before.fetch(7);
        Map<Integer, String> snapshot = before.snapshot();
        registry.close();

        SchemaRegistryClient after = client();
        after.restore(snapshot);

        assertThat(snapshot).containsOnlyKeys(7);
        assertThat(after.fetch(7)).isEqualTo(STRING);
    }

    @Test
    void referencesAreResolved() throws Exception {
        String point =
                "{\"type\":\"record\",\"name\":\"Point\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
        String line =
                "{\"type\":\"record\",\"name\":\"Line\",\"fields\":[{\"name\":\"a\",\"type\":\"Point\"},"
                        + "{\"name\":\"b\",\"type\":\"Point\"}]}";
        registry.reply(
                "/schemas/ids/1",
                "{\"schema\":"
                        + FakeRegistry.quoted(line)
                        + ",\"references\":[{\"name\":\"Point\",\"subject\":\"my point\",\"version\":3}]}");
        registry.reply(
                "/subjects/my%20point/versions/3",
                "{\"subject\":\"my point\",\"id\":9,\"schema\":"
                        + FakeRegistry.quoted(point)
                        + "}");
        SchemaRegistryClient client = client();

        Schema schema = client.fetch(1);

        assertThat(schema.getField("b").schema().getName()).isEqualTo("Point");
        client().restore(client.snapshot());
    }

    @Test
    void whatIsNoAvroSchemaIsUnknown() {
        registry.reply(
                "/schemas/ids/1", "{\"schema\":\"message M {}\",\"schemaType\":\"PROTOBUF\"}");
        registry.reply("/schemas/ids/2", "{\"schema\":\"{\\\"type\\\":\\\"nothing\\\"}\"}");
        registry.reply(
                "/schemas/ids/3",
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"subject\":\"gone\",\"version\":1}]}");

        assertUnknown(1, "expected AVRO, found PROTOBUF");
        assertUnknown(2, "is no Avro schema");
        assertUnknown(3, "gone");
    }

    private void assertUnknown(int id, String message) {
        assertThatThrownBy(() -> client().fetch(id))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining(message);
    }

    @Test
    void registersAndKnowsWhatItRegistered() throws Exception {
        registry.reply("/subjects/out-value/versions", "{\"id\":12}");
        registry.fail(500);
        SchemaRegistryClient client =
                new SchemaRegistryClient(options().withBasicAuth("ops", "secret"), listener);

        assertThat(client.register("out-value", STRING)).isEqualTo(12);

        assertThat(client.fetch(12)).isEqualTo(STRING);
        assertThat(registry.lastBody()).isEqualTo("{\"schema\":\"\\\"string\\\"\"}");
        assertThat(registry.authorization()).isEqualTo("Basic b3BzOnNlY3JldA==");
    }

    @Test
    void aRefusedSchemaIsAnErrorWithTheRegistrysWords() {
        registry.fail(409);

        assertThatThrownBy(() -> client().register("out-value", STRING))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContaining("'out-value': no such");
    }

    @Test
    void theLatestSchemaOfASubject() throws Exception {
        registry.reply(
                "/subjects/in-value/versions/latest", "{\"id\":1,\"schema\":\"\\\"string\\\"\"}");

        assertThat(client().latest("in-value")).isEqualTo(STRING);
        assertThatThrownBy(() -> client().latest("other"))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("subject 'other'");
    }

    @Test
    void optionsAreCheckedAndKeepThePasswordOut() {
        assertThatThrownBy(() -> RegistryOptions.of(URI.create("registry:8081")))
                .hasMessageContaining("registry:8081");
        assertThat(options().withBasicAuth("ops", "secret").toString())
                .contains("ops")
                .doesNotContain("secret");
    }
}
