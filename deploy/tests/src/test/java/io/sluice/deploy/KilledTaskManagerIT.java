package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A TaskManager is killed while events flow, and another takes its place. */
class KilledTaskManagerIT {
    private static final int EVENTS = 20_000;
    private static final int PER_SECOND = 1_500;

    /** The last quarter is sent after the kill, however slow the machine is. */
    private static final int BEFORE_KILL = EVENTS * 3 / 4;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    @Timeout(300)
    void everyEventHasExactlyOneOutcome() throws Exception {
        Path pipeline = writePipeline();
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                LocalCluster cluster = cluster(kafka)) {
            kafka.createTopic("events", 2);
            kafka.createTopic("predictions", 2);
            kafka.createTopic("events.dlq", 1);
            kafka.createTopic("control", 1, Map.of("cleanup.policy", "compact"));
            cluster.run("start", "1");
            String job = cluster.run("submit", pipeline.toString());
            try (EventProducer producer = new EventProducer(kafka.bootstrapServers(), "events");
                    Outcomes outcomes =
                            new Outcomes(kafka.bootstrapServers(), "predictions", "events.dlq")) {
                // When: the TaskManager dies with events before, in and behind it.
                CountDownLatch killed = new CountDownLatch(1);
                CompletableFuture<Void> sending = sendAll(producer, killed);
                outcomes.awaitDistinct(EVENTS / 4, Duration.ofSeconds(60));
                int seenBefore = outcomes.distinct();
                List<String> libraries = cluster.mapped("taskmanager-1", "libonnxruntime.so");
                cluster.run("kill-taskmanager");
                killed.countDown();
                String second = cluster.run("add-taskmanager");
                sending.join();
                outcomes.awaitDistinct(EVENTS, Duration.ofSeconds(90));
                cluster.run("stop-job", job);
                outcomes.readToEnd();

                // Then
                assertThat(seenBefore).isBetween(EVENTS / 4, BEFORE_KILL);
                assertExactlyOnce(outcomes, producer.poison());
                assertThat(libraries).as("native libraries of one process").hasSize(1);
                assertRuntimeIsInLib(cluster, "taskmanager-1");
                assertRuntimeIsInLib(cluster, second);
                assertOnlyTheCommitterComplains(cluster, second);
            }
        }
    }

    private static CompletableFuture<Void> sendAll(EventProducer producer, CountDownLatch killed) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        producer.send(0, BEFORE_KILL, PER_SECOND);
                        killed.await();
                        producer.send(BEFORE_KILL, EVENTS, PER_SECOND);
                    } catch (Exception e) {
                        throw new IllegalStateException("could not send the events", e);
                    }
                });
    }

    private static void assertExactlyOnce(Outcomes outcomes, Set<String> poison) {
        Set<String> good =
                IntStream.range(0, EVENTS)
                        .filter(number -> !EventProducer.isPoison(number))
                        .mapToObj(number -> "event-" + number)
                        .collect(Collectors.toSet());
        assertThat(poison).hasSize(EVENTS - good.size());
        assertThat(missing(good, outcomes.predictions())).as("events lost").isEmpty();
        assertThat(missing(poison, outcomes.deadLetters())).as("poison lost").isEmpty();
        assertThat(outcomes.predictions()).as("predictions").hasSameSizeAs(good);
        assertThat(outcomes.deadLetters()).as("dead letters").hasSameSizeAs(poison);
        assertThat(outcomes.predictions().values()).as("predictions of an event").containsOnly(1);
        assertThat(outcomes.deadLetters().values()).as("letters of a record").containsOnly(1);
        assertThat(outcomes.wrongClasses()).isEmpty();
        assertThat(outcomes.exits().keySet()).as("exits in use").containsExactly(0, 1, 2);
    }

    private static Set<String> missing(Set<String> wanted, Map<String, Integer> there) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(there.keySet());
        return missing;
    }

    /** Both slots of a TaskManager use one copy, which Flink's own class loader has. */
    private static void assertRuntimeIsInLib(LocalCluster cluster, String process)
            throws IOException {
        List<String> origins =
                cluster.log(process).stream()
                        .filter(line -> line.contains("The kernel port comes from"))
                        .toList();
        assertThat(origins)
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(line -> line.contains("/lib/sluice-runtime.jar"))
                .allMatch(line -> line.contains("AppClassLoader"));
    }

    /** Committing again what was committed before the kill fails, and loses nothing. */
    private static void assertOnlyTheCommitterComplains(LocalCluster cluster, String process)
            throws IOException {
        assertThat(cluster.log(process))
                .filteredOn(line -> line.contains(" ERROR "))
                .allMatch(line -> line.contains("because its producer is already fenced"));
    }

    private LocalCluster cluster(EmbeddedKafka kafka) {
        return new LocalCluster(
                directory.resolve("cluster"),
                Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()));
    }

    private Path writePipeline() throws IOException {
        TestBundles.ladder()
                .policy("1", CertaintyThreshold.confidence(0.8f, 0.8f))
                .writeTo(directory.resolve("bundle"));
        Files.copy(
                Checkout.file("jobs/examples/fashion-mnist/image.avsc"),
                directory.resolve("image.avsc"));
        Path pipeline = directory.resolve("pipeline.yaml");
        try (var template = KilledTaskManagerIT.class.getResourceAsStream("/pipeline.yaml")) {
            Files.copy(template, pipeline);
        }
        return pipeline;
    }
}
