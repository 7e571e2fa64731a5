package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.fitting.ReportJson;
import io.sluice.fitting.sensors.SensorReport;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.fit.SensorEvaluation;
import io.sluice.gates.sensors.fit.SensorEvaluation.Outcome;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.kernel.testkit.SensorTestBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From recorded rows to gates, on a small sensor bundle whose camera fog ruins. */
class FitSensorsTest {
    private static final int KEYS = 12;
    private static final int TICKS = 80;
    private static final String COSTS =
            """
            sensors:
              camera: {watts-on: 1.5, watts-asleep: 0.1, wake-joules: 0.5, wake-time: 300 ms}
              radar: {watts-on: 3, watts-asleep: 0.2, wake-joules: 1}
              lidar: {watts-on: 8, watts-asleep: 0.5, wake-joules: 2, wake-time: 1800 ms}
            joules-per-multiply-add: 1e-6
            """;

    @TempDir private Path directory;
    private SluiceCommandLine.Run last;
    private Path bundle;
    private Path data;
    private Path costs;
    private int cameraErrors;

    @BeforeEach
    void write() throws Exception {
        bundle = SensorTestBundle.roads().writeTo(directory.resolve("roads"));
        data = directory.resolve("drives.csv");
        costs = Files.writeString(directory.resolve("costs.yaml"), COSTS);
        Files.writeString(data, recording());
    }

    /** Frames with a bump at the class; a veil over the camera's and less of a bump in fog. */
    private String recording() {
        Random random = new Random(5);
        StringBuilder csv = new StringBuilder("car,at,sky,class");
        for (String input : List.of("c", "r", "l")) {
            for (int i = 0; i < SensorTestBundle.CLASSES; i++) {
                csv.append(',').append(input).append(i);
            }
        }
        csv.append('\n');
        for (int key = 0; key < KEYS; key++) {
            boolean fog = key % 2 == 0;
            for (int tick = 0; tick < TICKS; tick++) {
                fog ^= random.nextInt(20) == 0;
                int label = random.nextInt(SensorTestBundle.CLASSES);
                csv.append("car-").append(key).append(',').append(1000L * tick);
                csv.append(fog ? ",fog" : ",clear").append(",class").append(label);
                int[] camera = frame(random, label, fog ? 5 : 110, fog ? 140 : 20);
                int best = 0;
                for (int i = 1; i < camera.length; i++) {
                    best = camera[i] > camera[best] ? i : best;
                }
                cameraErrors += best == label ? 0 : 1;
                append(csv, camera);
                append(csv, frame(random, label, 80, 20));
                append(csv, frame(random, label, 90, 20));
                csv.append('\n');
            }
        }
        return csv.toString();
    }

    private static int[] frame(Random random, int label, int bump, int floor) {
        int[] values = new int[SensorTestBundle.CLASSES];
        for (int i = 0; i < values.length; i++) {
            double value = floor + 25 * random.nextGaussian() + (i == label ? bump : 0);
            values[i] = (int) Math.max(0, Math.min(255, value));
        }
        return values;
    }

    private static void append(StringBuilder csv, int[] values) {
        Arrays.stream(values).forEach(value -> csv.append(',').append(value));
    }

    @Test
    void recordedRowsBecomeAPolicyThatEvaluateJudges() throws Exception {
        Path target = directory.resolve("fitted");
        int code = fit(target, "--no-worse-than-all-sensors", "0.5", "--prediction-sets", "10%");
        assertThat(code).as(err()).isZero();
        assertThat(last.out())
                .contains("roads@1.1.0 from csv:drives.csv")
                .contains("by key: no key is in two parts")
                .contains("policy (linear)")
                .contains("only camera-lidar")
                .contains("SETS HOLD THE CLASS");

        Bundle fitted = Bundle.open(target);
        SensorReport report = SensorReport.read(fitted.read(SensorReport.FILE));
        SensorPolicy policy = fitted.firstPolicy().sensors().orElseThrow();
        assertThat(policy.selection().lambda()).isEqualTo(report.gates().lambda());
        assertThat(policy.filter().contexts()).containsExactly("clear", "fog");
        assertThat(policy.predictionSets().orElseThrow().missRate()).isEqualTo(.1);
        assertThat(report.rows().fit() + report.rows().gates()).isPositive();
        Outcome gated = report.test().outcomes().get(0);
        assertThat(gated.joulesOfAll()).isLessThan(1);
        assertThat(report.gates().contextLoss().get("fog").get("camera"))
                .isGreaterThan(report.gates().contextLoss().get("clear").get("camera"));
        for (StageSpec stage : fitted.manifest().stages()) {
            assertThat(target.resolve(stage.file()))
                    .hasSameBinaryContentAs(bundle.resolve(stage.file()));
        }

        SensorEvaluation evaluation = evaluate(target);
        assertThat(evaluation.rows()).isEqualTo(KEYS * TICKS);
        assertThat(evaluation.keys()).isEqualTo(KEYS);
        assertThat(outcome(evaluation, "only camera").error())
                .isCloseTo((double) cameraErrors / (KEYS * TICKS), within(1e-9));
        assertThat(outcome(evaluation, "all sensors").joules()).isGreaterThan(12.5);
    }

    private SensorEvaluation evaluate(Path target) {
        List<String> arguments =
                new ArrayList<>(List.of("evaluate", "--bundle", target.toString()));
        arguments.addAll(rows());
        arguments.addAll(List.of("--costs", costs.toString(), "--resamples", "200"));
        arguments.addAll(List.of("--output", "json"));
        assertThat(run(arguments)).as(err()).isZero();
        byte[] json = last.out().getBytes(StandardCharsets.UTF_8);
        return ReportJson.read("evaluation", json, SensorEvaluation.class);
    }

    private static Outcome outcome(SensorEvaluation evaluation, String name) {
        return evaluation.outcomes().stream()
                .filter(outcome -> outcome.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSameCommandGivesTheSameBytes() throws Exception {
        Path one = directory.resolve("one.zip");
        Path two = directory.resolve("two.zip");
        assertThat(fit(one, "--lambda", "0.1")).as(err()).isZero();
        assertThat(fit(two, "--lambda", "0.1")).isZero();

        assertThat(Files.readAllBytes(two)).isEqualTo(Files.readAllBytes(one));
    }

    @Test
    void rankingsAreTheUsersOwn() throws Exception {
        Path rankings =
                Files.writeString(
                        directory.resolve("rankings.yaml"),
                        "fog: [radar]\nclear: [camera, camera-lidar]\n");
        Path target = directory.resolve("ranked");
        int code =
                fit(
                        target,
                        "--lambda",
                        "0.1",
                        "--identify-by",
                        "ranking",
                        "--rankings",
                        rankings.toString());
        assertThat(code).as(err()).isZero();
        assertThat(last.out()).contains("policy (ranking)");

        Files.writeString(rankings, "fog: [sonar]\nclear: [camera]\n");
        assertThat(fit(target, "--identify-by", "ranking", "--rankings", rankings.toString()))
                .isEqualTo(SluiceCommand.WRONG_CONFIGURATION);
        assertThat(err()).contains("'sonar'").contains("camera-lidar");
    }

    @Test
    void whatIsWrongIsSaidInALine() throws Exception {
        Path target = directory.resolve("none");
        assertThat(fit(target, "--lambda", "0.1", "--max-energy", "3")).isEqualTo(1);
        assertThat(err()).contains("give one of them");
        assertThat(fit(target, "--max-energy", "0.001")).isEqualTo(1);
        assertThat(err()).contains("no lambda spends at most 0.001000 J");
        assertThat(fit(target, "--no-worse-than-all-sensors", "little")).isEqualTo(1);
        assertThat(err()).contains("expected points of error such as 1%");
        assertThat(fit(target, "--window", "5 apples")).isEqualTo(2);
        assertThat(err()).contains("expected a duration");
        Files.writeString(costs, COSTS.replace("radar", "sonar"));
        assertThat(fit(target)).isEqualTo(SluiceCommand.WRONG_CONFIGURATION);
        assertThat(err()).contains("sensors.radar").contains("no modality of the bundle");
        assertThat(target).doesNotExist();
    }

    @Test
    void tooFewKeysOrNoSequencesAreRefused() throws Exception {
        Path target = directory.resolve("none");
        List<String> lines = Files.readAllLines(data);
        Files.write(data, lines.subList(0, 1 + 2 * TICKS));
        assertThat(fit(target)).isEqualTo(1);
        assertThat(err()).contains("the rows have 2 keys").contains("split by time");

        Files.write(data, lines.subList(0, 1 + TICKS));
        assertThat(fit(target, "--lambda", "0.1", "--gap", "2s")).as(err()).isZero();
        assertThat(last.out()).contains("by blocks of time").contains("blocks of time, because");

        List<String> arguments =
                new ArrayList<>(List.of("fit", "sensors", "--bundle", bundle.toString()));
        arguments.addAll(rows());
        arguments.removeAll(List.of("--key", "car", "--time", "at", "--context", "sky"));
        arguments.addAll(List.of("--costs", costs.toString(), "--out", target.toString()));
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err()).contains("has no key and no time");
    }

    private List<String> rows() {
        return List.of(
                "--data",
                "csv:" + data,
                "--label",
                "class",
                "--key",
                "car",
                "--time",
                "at",
                "--context",
                "sky",
                "--columns",
                "image=c0..c9",
                "--columns",
                "sweep=r0..r9",
                "--columns",
                "points=l0..l9");
    }

    private int fit(Path target, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("fit", "sensors", "--bundle", bundle.toString()));
        arguments.addAll(rows());
        arguments.addAll(
                List.of(
                        "--costs",
                        costs.toString(),
                        "--epochs",
                        "4",
                        "--resamples",
                        "200",
                        "--out",
                        target.toString()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments);
    }

    private String err() {
        return last.err();
    }

    private int run(List<String> arguments) {
        last = SluiceCommandLine.run(arguments.toArray(String[]::new));
        return last.exitCode();
    }
}
