package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A TaskManager with the TornadoVM provider in its own class path runs the stages of a child-first
 * user jar from two slots, and goes on after the job was stopped and restored in it.
 */
@EnabledIfSystemProperty(
        named = "sluice.tornado.home",
        matches = ".+",
        disabledReason = "needs TornadoVM: mvn -Ptornado")
class TornadoTaskManagerNeedsTornadoIT {
    private static final int EVENTS = 4_000;
    private static final int PER_SECOND = 1_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    @Timeout(400)
    void runsStagesFromSeveralSlotsAndAfterARestartOfTheJob() throws Exception {
        // TornadoVM can be built where no device is; its TaskManager would refuse the job there.
        assumeTrue(hasOpenClDriver(), "no OpenCL driver is installed");
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
                producer.send(0, EVENTS / 2, PER_SECOND);
                outcomes.awaitDistinct(EVENTS / 2, Duration.ofSeconds(120));
                String savepoint = cluster.run("stop-job", job);
                producer.send(EVENTS / 2, EVENTS, PER_SECOND);
                String second = cluster.run("submit", pipeline.toString(), savepoint);
                outcomes.awaitDistinct(EVENTS, Duration.ofSeconds(120));
                cluster.run("stop-job", second);
                outcomes.readToEnd();

                assertThat(outcomes.predictions().values()).containsOnly(1);
                assertThat(outcomes.predictions().size() + outcomes.deadLetters().size())
                        .isEqualTo(EVENTS);
                assertThat(outcomes.wrongClasses()).isEmpty();
                assertThat(outcomes.exits().keySet()).containsExactly(0, 1, 2);
                assertRanOnTornado(cluster);
            }
        }
    }

    private static boolean hasOpenClDriver() throws IOException {
        Path vendors = Path.of("/etc/OpenCL/vendors");
        if (!Files.isDirectory(vendors)) {
            return false;
        }
        try (Stream<Path> drivers = Files.list(vendors)) {
            return drivers.anyMatch(driver -> driver.toString().endsWith(".icd"));
        }
    }

    private static void assertRanOnTornado(LocalCluster cluster) throws IOException {
        List<String> log = cluster.log("taskmanager-1");
        assertThat(log)
                .filteredOn(line -> line.contains("Opened bundle"))
                .isNotEmpty()
                .allMatch(line -> line.contains("on tornado/"));
        assertThat(log)
                .noneMatch(line -> line.contains("runs on another"))
                .noneMatch(line -> line.contains(" ERROR "));
        assertThat(cluster.mapped("taskmanager-1", "libtornado-opencl.so")).hasSize(1);
    }

    private LocalCluster cluster(EmbeddedKafka kafka) {
        return new LocalCluster(
                directory.resolve("cluster"),
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        kafka.bootstrapServers(),
                        "SLUICE_TORNADO_HOME",
                        System.getProperty("sluice.tornado.home")));
    }

    private Path writePipeline() throws IOException {
        TestBundles.ladder()
                .policy("1", CertaintyThreshold.confidence(0.8f, 0.8f))
                .writeTo(directory.resolve("bundle"));
        Files.copy(
                Checkout.file("jobs/examples/fashion-mnist/image.avsc"),
                directory.resolve("image.avsc"));
        try (var template = getClass().getResourceAsStream("/pipeline.yaml")) {
            String text = new String(template.readAllBytes());
            return Files.writeString(
                    directory.resolve("pipeline.yaml"),
                    text.replace("provider: onnxruntime", "provider: tornado"));
        }
    }
}
