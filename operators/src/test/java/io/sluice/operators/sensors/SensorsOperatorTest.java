package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Samples.ALL;
import static io.sluice.operators.sensors.Samples.CAMERA;
import static io.sluice.operators.sensors.Samples.DARK;
import static io.sluice.operators.sensors.Samples.LABEL;
import static io.sluice.operators.sensors.Samples.LIDAR;
import static io.sluice.operators.sensors.Samples.RADAR;
import static io.sluice.operators.sensors.Samples.dark;
import static io.sluice.operators.sensors.Samples.day;
import static io.sluice.operators.sensors.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.kernel.testkit.SensorTestPolicy;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.DecisionRecord.SensorUse;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.SensorCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;

class SensorsOperatorTest {
    @Test
    void anAnswerSaysWhatWasSensedAndWhatItCost() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            sensors.send(day("car", 5, ALL));

            Prediction prediction = sensors.last();
            assertThat(prediction.eventId()).isEqualTo("car@5000");
            assertThat(prediction.eventTimeMillis()).isEqualTo(5000);
            assertThat(prediction.predictedClass()).isEqualTo(LABEL);
            assertThat(prediction.label()).hasValue(LABEL);
            double logit = SensorTestBundle.logit(100, Sensor.CAMERA);
            double expected = Math.exp(logit) / (Math.exp(logit) + 9);
            assertThat((double) prediction.confidence()).isCloseTo(expected, within(1e-5));
            assertThat(prediction.probabilities().elementCount()).isEqualTo(10);

            DecisionRecord decision = prediction.decision();
            assertThat(decision.reason()).isEqualTo("CONFIGURATION");
            assertThat(decision.configuration()).isEqualTo("camera");
            assertThat(decision.context()).isEqualTo("day");
            assertThat(decision.modalities()).containsExactly("camera");
            assertThat(decision.sensors())
                    .containsExactly(
                            new SensorUse("camera", "PRESENT", 0),
                            new SensorUse("radar", "PRESENT", 0),
                            new SensorUse("lidar", "PRESENT", 0));
            // All three are powered for a second, all three stems run, one branch does.
            assertThat(decision.actual().joules())
                    .isCloseTo(2 + 6 + 10 + .01 + .02 + .03 + .1, within(1e-9));
            assertThat(decision.actual().energy()).isEqualTo(Provenance.ESTIMATED);
            assertThat(decision.actual().multiplyAdds()).isPositive();
            assertThat(decision.predicted().joules()).isGreaterThan(decision.actual().joules());
            assertThat(sensors.harness.extractOutputValues().get(0).headers())
                    .extracting(header -> header.key())
                    .containsExactly("traceparent");
        }
    }

    @Test
    void theContextDecidesWhichBranchesRun() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            sensors.send(day("a", 1, ALL), dark("b", 1, ALL), dark("b", 2, ALL), day("a", 2, ALL));

            assertThat(sensors.predictions())
                    .extracting(p -> p.eventId() + " " + p.decision().configuration())
                    .containsExactly(
                            "a@1000 camera", "b@1000 radar", "b@2000 radar", "a@2000 camera");
        }
    }

    @Test
    void aMissingModalityIsAReasonAndNotAnError() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            sensors.send(
                    day("a", 1, ALL),
                    sample("a", 2, ALL, RADAR | LIDAR, 0, Samples.epoch()),
                    sample("a", 3, ALL, 0, 0, Samples.epoch()),
                    day("a", 4, CAMERA));

            List<Prediction> answers = sensors.predictions();
            assertThat(answers)
                    .extracting(p -> p.decision().reason() + " " + p.decision().configuration())
                    .containsExactly(
                            "CONFIGURATION camera",
                            "DEGRADED radar",
                            "NO_MODALITY ",
                            "CONFIGURATION camera");
            assertThat(answers.get(2).predictedClass()).isEqualTo(-1);
            assertThat(answers.get(2).confidence()).isZero();
            assertThat(answers.get(3).decision().sensors())
                    .extracting(SensorUse::status)
                    .containsExactly("PRESENT", "ASLEEP", "ASLEEP");
        }
    }

    @Test
    void aPriceBuysLessEnergy() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            sensors.send(sample("a", 1, ALL, ALL, DARK, Samples.epoch(0)));
            sensors.send(sample("b", 1, ALL, ALL, DARK, Samples.epoch(500)));

            assertThat(sensors.predictions())
                    .extracting(p -> p.decision().configuration())
                    .containsExactly("radar", "camera");
            assertThat(sensors.last().decision().prices()).hasSize(1);
        }
    }

    @Test
    void batchesOfOneAndOfManyDecideAlike() throws Exception {
        List<AlignedSample> drive = new ArrayList<>();
        for (int second = 1; second <= 60; second++) {
            for (String key : List.of("a", "b", "c")) {
                int phase = (second + key.charAt(0)) / 7 % 2;
                int present = second % 5 == 0 ? RADAR | LIDAR : ALL;
                drive.add(sample(key, second, ALL, present, phase * DARK, Samples.epoch()));
            }
        }
        List<String> alone = decisions(SensorsFixture.ONE_BY_ONE, drive);
        List<String> together = decisions(SensorsFixture.BATCHED, drive);

        assertThat(together).hasSize(180).isEqualTo(alone);
        assertThat(alone).anyMatch(text -> text.contains("radar"));
    }

    private static List<String> decisions(SensorOptions options, List<AlignedSample> samples)
            throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(options)) {
            sensors.send(samples.toArray(AlignedSample[]::new));
            sensors.harness.prepareSnapshotPreBarrier(1);
            Function<Prediction, String> text =
                    p ->
                            p.eventId()
                                    + p.decision().configuration()
                                    + p.decision().context()
                                    + p.confidence();
            return sensors.predictions().stream().map(text).toList();
        }
    }

    @Test
    void aDeviceIsToldToSleepWhatItsContextDoesNotNeed() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            int on = ALL;
            List<String> heard = new ArrayList<>();
            for (int second = 1; second <= 8; second++) {
                sensors.send(day("car", second, on));
                on = obey(sensors, on);
                heard.add(Samples.names(on));
            }
            assertThat(heard.get(0)).isEqualTo("[camera, radar, lidar]");
            assertThat(heard.get(7)).isEqualTo("[camera]");

            SensorCommand last = last(sensors.commands());
            assertThat(new String(last.key())).isEqualTo("car");
            assertThat(last.on()).containsExactly("camera");
            assertThat(last.reason()).isEqualTo("SWITCH");
            assertThat(last.policyVersion()).isEqualTo("test");
            assertThat(sensors.last().decision().actual().joules())
                    .as("camera on, lidar's standby, one stem, one branch")
                    .isCloseTo(2 + 1 + .01 + .1, within(1e-9));
        }
    }

    @Test
    void aJobThatBeginsAnewWithoutItsStateIsObeyed() throws Exception {
        long heard;
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            for (int second = 1; second <= 50; second++) {
                sensors.send(day("deaf", second, ALL));
            }
            heard = last(sensors.commands()).sequence();
        }
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            sensors.send(day("deaf", 51, ALL));
            assertThat(sensors.commands().get(0).sequence()).isGreaterThan(heard);
        }
    }

    @Test
    void aSleepingSensorIsWokenToLookAgain() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            int on = ALL;
            for (int second = 1; second <= 30; second++) {
                sensors.send(day("car", second, on));
                on = obey(sensors, on);
            }
            assertThat(sensors.commands())
                    .filteredOn(command -> command.reason().equals("PROBE"))
                    .hasSizeBetween(2, 3)
                    .allSatisfy(command -> assertThat(command.on()).hasSize(3));
            assertThat(sensors.commands())
                    .extracting(SensorCommand::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(sensors.predictions())
                    .extracting(p -> p.decision().actual().joules())
                    .as("a probe's first sample has the energy of waking two sensors")
                    .anySatisfy(
                            joules ->
                                    assertThat(joules)
                                            .isCloseTo(2 + 6 + 10 + .06 + .1 + .2, within(1e-9)));
        }
    }

    @Test
    void theRightSensorsAreOnWithinTwoWindowsOfAChange() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            int on = ALL;
            for (int second = 1; second <= 20; second++) {
                sensors.send(day("car", second, on));
                on = obey(sensors, on);
            }
            assertThat(on).isEqualTo(CAMERA);
            for (int second = 21; second <= 23; second++) {
                sensors.send(dark("car", second, on));
                on = obey(sensors, on);
            }
            assertThat(on & RADAR).isEqualTo(RADAR);
        }
    }

    @Test
    void aCommandThatIsNotAcknowledgedIsSentAgain() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            for (int second = 1; second <= 20; second++) {
                sensors.send(day("deaf", second, ALL));
            }
            List<SensorCommand> toSleep =
                    sensors.commands().stream()
                            .filter(command -> command.on().equals(List.of("camera")))
                            .toList();
            assertThat(toSleep).hasSizeBetween(3, 4);
            for (int i = 1; i < toSleep.size(); i++) {
                long apart = toSleep.get(i).issuedMillis() - toSleep.get(i - 1).issuedMillis();
                assertThat(apart).isBetween(5000L, 7000L);
            }
        }
    }

    @Test
    void aRestoreInTheMiddleOfADwellChangesNothing() throws Exception {
        for (int cut = 1; cut < 40; cut++) {
            assertThat(drive(cut)).as("restored after %s s", cut).isEqualTo(drive(-1));
        }
    }

    /** The commands and answers of 40 s, with a restore behind one of them. */
    private static List<String> drive(int cut) throws Exception {
        List<String> all = new ArrayList<>();
        SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE);
        int on = ALL;
        try {
            for (int second = 1; second <= 40; second++) {
                boolean night = second > 15 && second < 28;
                sensors.send(night ? dark("car", second, on) : day("car", second, on));
                on = obey(sensors, on);
                all.add(sensors.last().decision().configuration() + Samples.names(on));
                if (second == cut) {
                    OperatorSubtaskState state = sensors.harness.snapshot(1, second);
                    sensors.close();
                    sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE, state);
                }
            }
        } finally {
            sensors.close();
        }
        return all;
    }

    @Test
    void aStemThatFailsIsABrokenModality() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            PlainScript.process().failOnMarker(0x7a);
            sensors.send(
                    day("a", 1, ALL),
                    sample("b", 1, CAMERA, CAMERA, 0x7a, Samples.epoch()),
                    sample("c", 1, ALL, ALL, 0x7a, Samples.epoch()),
                    day("d", 1, ALL));

            assertThat(sensors.predictions())
                    .extracting(p -> p.eventId() + " " + p.decision().reason())
                    .as("a stem that fails is a broken modality, and the others go on")
                    .containsExactly(
                            "a@1000 CONFIGURATION",
                            "b@1000 NO_MODALITY",
                            "c@1000 DEGRADED",
                            "d@1000 CONFIGURATION");
            assertThat(sensors.predictions().get(2).decision().sensors().get(0).status())
                    .isEqualTo("BROKEN");
            assertThat(sensors.deadLetters()).isEmpty();
        }
    }

    @Test
    void kernelsThatFailAltogetherFailTheTaskAndBlameNoSample() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            PlainScript.process().failFromRun(1);
            assertThatThrownBy(() -> sensors.send(day("a", 1, ALL)))
                    .hasMessageContaining("the script fails");
            // Flink's harness finishes the input when it is closed; a task that failed does not.
            PlainScript.process().reset();
            assertThat(sensors.deadLetters()).isEmpty();
        }
    }

    @Test
    void anAnswerThatIsNoNumberIsADeadLetterForEveryFrame() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            sensors.send(
                    day("a", 1, ALL),
                    sample("b", 1, ALL, ALL, DARK, Samples.overflowing()),
                    dark("c", 1, ALL),
                    day("d", 1, ALL));

            assertThat(sensors.predictions())
                    .extracting(Prediction::eventId)
                    .containsExactly("a@1000", "c@1000", "d@1000");
            assertThat(sensors.deadLetters())
                    .extracting(letter -> letter.topic() + " " + letter.reason())
                    .containsExactlyInAnyOrder(
                            "camera MODEL_FAILURE", "radar MODEL_FAILURE", "lidar MODEL_FAILURE");
        }
    }

    @Test
    void whatHasNotMovedIsNotComputedAgain() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.DELTAS)) {
            sensors.send(
                    sample("a", 1, ALL, ALL, 100, Samples.epoch()),
                    sample("a", 2, ALL, ALL, 103, Samples.epoch()),
                    sample("a", 3, ALL, ALL, 97, Samples.epoch()),
                    sample("a", 4, ALL, ALL, 104, Samples.epoch()),
                    sample("a", 5, ALL, ALL, 107, Samples.epoch()),
                    sample("a", 6, ALL, RADAR, 107, Samples.epoch()),
                    sample("b", 6, ALL, ALL, 104, Samples.epoch()),
                    sample("a", 7, ALL, ALL, 107, Samples.epoch(1)));
            sensors.harness.prepareSnapshotPreBarrier(1);

            List<Prediction> answers = sensors.predictions();
            assertThat(answers)
                    .extracting(p -> p.eventId() + " " + p.decision().reason())
                    .containsExactly(
                            "a@1000 CONFIGURATION",
                            "a@2000 UNCHANGED",
                            "a@3000 UNCHANGED",
                            "a@4000 CONFIGURATION",
                            "a@5000 UNCHANGED",
                            "a@6000 DEGRADED",
                            "b@6000 CONFIGURATION",
                            "a@7000 CONFIGURATION");
            Prediction first = answers.get(0);
            Prediction again = answers.get(2);
            assertThat(again.predictedClass()).isEqualTo(first.predictedClass());
            assertThat(again.confidence()).isEqualTo(first.confidence());
            assertThat(again.decision().configuration())
                    .isEqualTo(first.decision().configuration());
            assertThat(again.decision().actual().multiplyAdds()).isZero();
            assertThat(again.decision().actual().joules())
                    .isCloseTo(SensorTestPolicy.COSTS.sensorJoules(ALL, 1), within(1e-9));
        }
    }

    @Test
    void nothingInFlightCrossesABarrierOrAWatermark() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            sensors.send(day("a", 1, ALL));
            assertThat(sensors.predictions()).isEmpty();
            sensors.harness.prepareSnapshotPreBarrier(1);
            assertThat(sensors.predictions()).hasSize(1);

            sensors.send(day("a", 2, ALL));
            sensors.harness.processWatermark(new Watermark(2000));
            assertThat(sensors.predictions()).hasSize(2);
            Object[] output = sensors.harness.getOutput().toArray();
            assertThat(output[output.length - 1]).isEqualTo(new Watermark(2000));

            sensors.send(day("a", 3, ALL));
            sensors.harness.setProcessingTime(1010);
            assertThat(sensors.predictions()).as("after max-wait").hasSize(3);
        }
    }

    /** What a device does that obeys at once. */
    private static int obey(SensorsFixture sensors, int on) {
        List<SensorCommand> commands = sensors.commands();
        return commands.isEmpty()
                ? on
                : Samples.BUNDLE.manifest().sensors().orElseThrow().mask(last(commands).on());
    }

    private static <T> T last(List<T> items) {
        return items.get(items.size() - 1);
    }
}
