package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.FixedExit;
import io.sluice.gates.GateMode;
import io.sluice.gates.Policy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.kernel.testkit.SensorTestPolicy;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.DecisionRecord.SensorUse;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.SensorCommand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sensor job from its YAML to its topics, with devices that obey its commands. */
class SensorPipelineIT {
    private static final long DAY_MILLIS = 86_400_000;

    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private SensorRun run;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterEach
    void stop() throws Exception {
        run.close();
        kafka.close();
    }

    @Test
    void everyTickIsAnsweredOnceAndWhatIsNotNeededSleeps() throws Exception {
        run = new SensorRun(directory, kafka, SensorRun.DEVICES.toArray(String[]::new));
        assertThat(
                        SensorRun.DEVICES.stream()
                                .map(SensorPipelineIT::task)
                                .collect(Collectors.toSet()))
                .as("devices on both tasks")
                .isEqualTo(Set.of(0, 1));
        run.start(patient());

        run.drive("all but the camera asleep", () -> run.newest(SensorPipelineIT::onCameraAlone));
        run.awaitAnswers();

        assertExactlyOnce();
        assertThat(run.outcomes.deadLetters).isEmpty();
        for (SensorDevice device : run.devices.values()) {
            List<Prediction> answers = run.answers(device.name);
            assertThat(answers.get(0).decision().sensors())
                    .extracting(SensorUse::status)
                    .containsExactly("PRESENT", "PRESENT", "PRESENT");
            assertThat(last(answers).predictedClass()).isEqualTo(SensorDevice.LABEL);
            assertThat(last(answers).decision().reason()).isEqualTo("CONFIGURATION");
            assertThat(last(answers).decision().configuration()).isEqualTo("camera");
            assertThat(last(answers).decision().context()).isEqualTo("day");
            assertThat(answers.stream().mapToDouble(SensorPipelineIT::joules).min().orElseThrow())
                    .as("camera on, lidar's standby, one stem, one branch")
                    .isEqualTo(2 + 1 + .01 + .1);
            assertThat(joules(answers.get(0))).isGreaterThan(18);
            assertThat(device.commands)
                    .as("or a probe has begun since")
                    .anySatisfy(command -> assertThat(command.on()).containsExactly("camera"))
                    .allSatisfy(command -> assertThat(command.policyVersion()).isEqualTo("1"));
        }
        assertThat(run.restarts()).isZero();
    }

    @Test
    void whatIsWrongWithOneModalityIsNotWrongWithTheOthers() throws Exception {
        run = new SensorRun(directory, kafka, "car");
        SensorDevice car = run.device("car");
        run.start(patient());
        run.tick();

        long broken = car.nextMillis();
        byte[] nan = SensorTestBundle.row(Sensor.RADAR, SensorDevice.LABEL, 100);
        ByteBuffer.wrap(nan).order(ByteOrder.LITTLE_ENDIAN).putFloat(8, Float.NaN);
        sendAllBut(Sensor.RADAR);
        run.send(Sensor.RADAR, car, car.frame(broken, nan));
        car.passed();

        long poisoned = car.nextMillis();
        sendAllBut(Sensor.LIDAR);
        run.send(Sensor.LIDAR, car, new byte[] {9});
        car.passed();

        long twice = car.nextMillis();
        sendAllBut(Sensor.LIDAR);
        car.tick(run);
        sendAllBut(Sensor.LIDAR, twice);
        run.drive("the answer", () -> run.outcomes.answers.containsKey("car@" + twice));
        run.send(Sensor.CAMERA, car, car.frame(Sensor.CAMERA, twice - DAY_MILLIS));
        run.drive("answers and dead letters", () -> run.outcomes.deadLetters.size() >= 3);
        run.awaitAnswers();

        assertExactlyOnce();
        assertThat(run.outcomes.deadLetters)
                .extracting(letter -> header(letter, "topic") + " " + header(letter, "reason"))
                .containsExactlyInAnyOrder("radar NOT_FINITE", "lidar MALFORMED", "camera LATE");
        for (String operator : List.of("admission", "align", "sensors")) {
            assertThat(MetricTables.unknownMetrics(operator, MetricNames.seen())).isEmpty();
        }
        assertThat(at(broken).decision().reason()).isEqualTo("DEGRADED");
        assertThat(at(broken).decision().sensors().get(1).status()).isEqualTo("BROKEN");
        assertThat(at(broken).predictedClass()).isEqualTo(SensorDevice.LABEL);
        assertThat(at(poisoned).decision().reason()).isEqualTo("DEGRADED");
        assertThat(at(poisoned).decision().sensors().get(2).status()).isEqualTo("MISSING");
        assertThat(at(twice).decision().reason()).isEqualTo("CONFIGURATION");
        assertThat(run.restarts()).isZero();
    }

    @Test
    void aSensorThatFallsSilentIsMissedAndThenDead() throws Exception {
        run = new SensorRun(directory, kafka, "car");
        SensorDevice car = run.device("car");
        run.start(run.parse(SensorRun.text("dead-after: 1 s")));
        // One that obeyed would switch off what is silent, and then it would only be asleep.
        car.deaf = true;
        run.tick();
        car.failed.add(Sensor.CAMERA);
        run.drive("a dead camera", () -> run.newest(answer -> camera(answer).equals("DEAD")));
        car.failed.clear();
        run.drive("the camera again", () -> run.newest(answer -> camera(answer).equals("PRESENT")));
        // When all have fallen silent, one answer more says so.
        long silence = car.nextMillis();
        car.passed();
        run.awaitAnswers();

        assertExactlyOnce();
        assertThat(at(silence).decision().reason()).isEqualTo("NO_MODALITY");
        assertThat(at(silence).decision().sensors())
                .extracting(SensorUse::status)
                .containsOnly("DEAD");
        List<Prediction> silent =
                run.answers("car").stream()
                        .filter(answer -> answer.eventTimeMillis() < silence)
                        .filter(answer -> !camera(answer).equals("PRESENT"))
                        .toList();
        assertThat(silent)
                .extracting(SensorPipelineIT::camera)
                .contains("MISSING", "DEAD")
                .isSubsetOf("MISSING", "DEAD", "LATE")
                .startsWith("MISSING");
        assertThat(silent)
                .extracting(answer -> answer.decision().reason())
                .containsOnly("DEGRADED");
        // Nobody waits for one that is dead: its first frame may come behind the others of its
        // tick.
        assertThat(run.outcomes.deadLetters)
                .extracting(letter -> header(letter, "topic") + " " + header(letter, "reason"))
                .isSubsetOf("camera LATE");
    }

    @Test
    void aJobThatIsStoppedInADwellGoesOnWhereItWas() throws Exception {
        run = new SensorRun(directory, kafka, SensorRun.DEVICES.toArray(String[]::new));
        run.start(patient());
        run.drive("all but the camera asleep", () -> run.newest(SensorPipelineIT::onCameraAlone));
        run.devices.values().forEach(device -> device.dark = true);
        // The gates have seen the dark, and wait for a window's start.
        run.drive(
                "the dark", () -> run.newest(answer -> answer.decision().context().equals("dark")));

        String savepoint = run.stopWithSavepoint();
        run.tick();
        run.tick();
        run.start(patient(), savepoint);
        run.drive(
                "the radar",
                () -> run.newest(answer -> answer.decision().configuration().equals("radar")));
        run.awaitAnswers();

        assertExactlyOnce();
        assertThat(run.outcomes.deadLetters).isEmpty();
        for (SensorDevice device : run.devices.values()) {
            assertThat(device.commands)
                    .extracting(SensorCommand::sequence)
                    .as("commands go on, none is counted twice: %s", device.commands)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(last(device.commands).on()).contains("radar");
        }
    }

    @Test
    void everyTickIsAnsweredOnceThoughATaskManagerIsLost() throws Exception {
        run = new SensorRun(directory, kafka, SensorRun.DEVICES.toArray(String[]::new));
        run.start(patient());
        run.drive("all but the camera asleep", () -> run.newest(SensorPipelineIT::onCameraAlone));
        run.tick();
        run.replaceTaskManager();
        run.tick();
        run.devices.values().forEach(device -> device.dark = true);
        run.drive(
                "the radar",
                () -> run.newest(answer -> answer.decision().configuration().equals("radar")));
        run.awaitAnswers();

        assertExactlyOnce();
        assertThat(run.outcomes.deadLetters).isEmpty();
        assertThat(run.restarts()).isPositive();
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void policiesAndPricesOfTheControlTopicComeIntoForce() throws Exception {
        run = new SensorRun(directory, kafka, "car");
        run.device("car").dark = true;
        run.start(patient());
        run.drive(
                "the radar",
                () -> run.newest(answer -> answer.decision().configuration().equals("radar")));
        String hash = run.bundle.hash();

        control("POLICY", 3, new Policy("ladder", hash, FixedExit.full()).document());
        run.drive("a refusal", () -> MetricNames.value("_control_refused_total") == 1);
        control("POLICY", 4, SensorTestPolicy.of("2", hash).document());
        run.drive("the policy", () -> run.newest(answer -> answer.decision().epoch() == 4));
        assertThat(last(run.answers("car")).decision().policyVersion()).isEqualTo("2");
        assertThat(last(run.answers("car")).decision().configuration()).isEqualTo("radar");

        control("PRICES", 5, "{joules: 500}".getBytes(StandardCharsets.UTF_8));
        run.drive("the cheaper sensor", () -> run.newest(SensorPipelineIT::onCameraAlone));
        Prediction cheap = last(run.answers("car"));
        assertThat(cheap.decision().epoch()).isEqualTo(5);
        assertThat(cheap.decision().context()).isEqualTo("dark");
        assertThat(cheap.decision().configuration()).isEqualTo("camera");
        assertThat(cheap.decision().prices()).hasSize(1);
        run.awaitAnswers();
        assertExactlyOnce();
        assertThat(run.restarts()).isZero();
    }

    @Test
    void inModeOffOfTheFileAllSensorsStayOnUntilTheGatesAreFollowed() throws Exception {
        run = new SensorRun(directory, kafka, "car");
        run.start(run.parse(SensorRun.text("max-wait: 2 s") + "policy.mode: off\n"));
        run.drive("answers", () -> run.answers("car").size() >= 10);
        assertThat(run.answers("car"))
                .allSatisfy(
                        answer -> assertThat(answer.decision().configuration()).isEqualTo("all"));
        assertThat(run.device("car").on).hasSize(3);

        control("MODE", 1, GateMode.ENFORCE.document());
        run.drive("the camera alone", () -> run.newest(SensorPipelineIT::onCameraAlone));
        run.awaitAnswers();
        assertExactlyOnce();
        assertThat(run.restarts()).isZero();
    }

    /** One whose ticks wait for topics of which a restarted source is behind. */
    private PipelineConfig patient() {
        return run.parse(SensorRun.text("max-wait: 2 s"));
    }

    private void control(String kind, long epoch, byte[] document) {
        run.control(new ControlEnvelope(kind, "job", epoch, 0, document, "", null));
    }

    private void sendAllBut(Sensor missing) {
        sendAllBut(missing, run.device("car").nextMillis());
    }

    private void sendAllBut(Sensor missing, long atMillis) {
        SensorDevice car = run.device("car");
        for (Sensor sensor : Sensor.values()) {
            if (sensor != missing) {
                run.send(sensor, car, car.frame(sensor, atMillis));
            }
        }
    }

    private Prediction at(long tickMillis) {
        return run.answers("car").stream()
                .filter(answer -> answer.eventTimeMillis() == tickMillis)
                .findFirst()
                .orElseThrow();
    }

    private void assertExactlyOnce() {
        assertThat(run.outcomes.answers.keySet())
                .containsExactlyInAnyOrderElementsOf(run.expected());
        assertThat(run.outcomes.answers.values()).containsOnly(1);
    }

    private static int task(String device) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(device, 128, 2);
    }

    private static boolean onCameraAlone(Prediction answer) {
        return answer.decision().sensors().stream()
                .map(SensorUse::status)
                .toList()
                .equals(List.of("PRESENT", "ASLEEP", "ASLEEP"));
    }

    private static String camera(Prediction answer) {
        return answer.decision().sensors().get(0).status();
    }

    private static double joules(Prediction answer) {
        return answer.decision().actual().joules();
    }

    private static <T> T last(List<T> items) {
        return items.get(items.size() - 1);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(
                letter.headers().lastHeader("sluice.dlq." + name).value(), StandardCharsets.UTF_8);
    }
}
