package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.FixedExit;
import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Events;
import io.sluice.operators.guard.ShadowResults;
import io.sluice.schemas.Prediction;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Shadow runs compare, and leave answers as they are. */
class CascadeShadowTest {
    private static final ShadowSampling EVERY = new ShadowSampling(1, 7);
    private static final ShadowSampling HALF = new ShadowSampling(.5, 7);

    @Test
    void anEventIsAnsweredAtOnceAndRunsOnAsAShadow() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, EVERY)) {
            cascade.forgetRuns();
            cascade.send(event("a", "k", 1, 200), event("b", "k", 2, 100));
            cascade.harness.setProcessingTime(1010);

            assertThat(cascade.departures()).containsExactly("a", "b");
            // The shadow of a ran stage 2 in b's batch; nothing was due in stage 3.
            assertThat(cascade.batches()).containsExactly(2, 2);
            assertThat(cascade.shadows()).isEmpty();

            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(cascade.batches()).containsExactly(2, 2, 2);
            assertThat(cascade.shadows())
                    .extracting(shadow -> shadow.exit() + " " + shadow.agreed())
                    .containsExactly("0 true", "1 true");
            assertThat(cascade.departures()).containsExactly("a", "b");
        }
    }

    @Test
    void whoRunsInFullAgrees() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, EVERY)) {
            send(cascade, "a", 200, Events.epoch(FixedExit.full()));
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.shadows())
                    .extracting(shadow -> shadow.exit() + " " + shadow.agreed())
                    .containsExactly("2 true");
        }
    }

    @Test
    void answersAreTheSameWithAndWithoutShadows() throws Exception {
        for (CascadeOptions options : List.of(CascadeFixture.FREE, CascadeFixture.BY_KEY)) {
            assertThat(answers(options, HALF)).isEqualTo(answers(options, ShadowSampling.NONE));
        }
    }

    @Test
    void aReplaySamplesTheSameEvents() throws Exception {
        assertThat(shadows(HALF)).isEqualTo(shadows(HALF)).hasSizeBetween(200, 300);
        assertThat(shadows(new ShadowSampling(.5, 8))).isNotEqualTo(shadows(HALF));
    }

    @Test
    void aShadowThatFailsHarmsNobody() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, EVERY)) {
            // The batches of stages 2 fail as a whole and then row by row.
            cascade.send(event("a", "k", 1, 200), event("b", "k", 2, 200));
            cascade.harness.setProcessingTime(1010);
            assertThat(cascade.departures()).containsExactly("a", "b");
            PlainScript.process().failOnRun(1);
            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(cascade.deadLetters()).isEmpty();
            assertThat(cascade.answers()).hasSize(2);
            assertThat(cascade.shadows()).hasSize(2);
        }
    }

    @Test
    void theEventsDeadlineAndCapAreNotItsShadows() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, EVERY)) {
            cascade.send(
                    event("a", "k", 1, 200, OptionalLong.of(900), Events.thresholds()),
                    event("b", "k", 1, 200, OptionalLong.empty(), Events.capped(250)));
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.shadows()).hasSize(2);
        }
    }

    @Test
    void whoIsForcedOutSaysNothingAboutTheRule() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, EVERY)) {
            cascade.send(
                    event("late", "k", 1, 10, OptionalLong.of(900), Events.thresholds()),
                    event("poor", "k", 1, 10, OptionalLong.empty(), Events.capped(250)));
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.answers()).hasSize(2);
            assertThat(cascade.shadows()).isEmpty();
        }
    }

    @Test
    void whomTheGuardHeldBackSaysSo() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            // Level 1 asks for 0.9 in place of 0.8: 200 has 0.86 and 250 has 0.94 at exit 1.
            send(cascade, "kept", 200, Events.guarded(1));
            send(cascade, "sure", 250, Events.guarded(1));
            send(cascade, "deep", 50, Events.guarded(1));
            send(cascade, "free", 200, Events.guarded(0));
            send(cascade, "full", 250, Events.guarded(6));
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.answers())
                    .extracting(answer -> summary(answer.prediction()))
                    .containsExactlyInAnyOrder(
                            "kept 1 GUARDED",
                            "sure 0 EXIT",
                            "deep 2 FULL_DEPTH",
                            "free 0 EXIT",
                            "full 2 GUARDED");
        }
    }

    @Test
    void aRuleThatIsNotEnforcedLetsNobodyLeaveAndSaysWhoWould() throws Exception {
        PolicyEpoch epoch = Events.thresholds().with(Budgets.NONE, GateMode.SHADOW);
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, EVERY)) {
            send(cascade, "early", 200, epoch);
            send(cascade, "later", 100, epoch);
            send(cascade, "deep", 10, epoch);
            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(cascade.answers())
                    .extracting(answer -> summary(answer.prediction()))
                    .containsExactlyInAnyOrder(
                            "early 2 FULL_DEPTH", "later 2 FULL_DEPTH", "deep 2 FULL_DEPTH");
            assertThat(cascade.shadows())
                    .extracting(shadow -> shadow.exit() + " " + shadow.agreed())
                    .containsExactlyInAnyOrder("0 true", "1 true", "2 true");
        }
    }

    @Test
    void aGuardHoldsNobodyBackWhereTheRuleIsNotEnforced() throws Exception {
        PolicyEpoch epoch = Events.guarded(6).with(Budgets.NONE, GateMode.SHADOW);
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            send(cascade, "early", 250, epoch);
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.answers())
                    .extracting(answer -> summary(answer.prediction()))
                    .containsExactly("early 2 FULL_DEPTH");
        }
    }

    @Test
    void aRuleThatIsOffIsNotAsked() throws Exception {
        PolicyEpoch epoch = Events.thresholds().with(Budgets.NONE, GateMode.OFF);
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, EVERY)) {
            send(cascade, "early", 200, epoch);
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.answers())
                    .extracting(answer -> summary(answer.prediction()))
                    .containsExactly("early 2 FULL_DEPTH");
            assertThat(cascade.shadows()).isEmpty();
        }
    }

    private static List<String> answers(CascadeOptions options, ShadowSampling sampling)
            throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(options, sampling)) {
            fill(cascade);
            return cascade.answers().stream()
                    .map(answer -> answer.prediction())
                    .map(p -> summary(p) + " " + p.decision().actual().multiplyAdds())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> shadows(ShadowSampling sampling) throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE, sampling)) {
            fill(cascade);
            return cascade.harness.getSideOutput(ShadowResults.TAG).stream()
                    .map(record -> record.getTimestamp() + " " + record.getValue().exit())
                    .sorted()
                    .toList();
        }
    }

    private static void fill(CascadeFixture cascade) throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            cascade.send(event("e" + i, "k" + i % 3, i, random.nextInt(256)));
        }
        cascade.harness.prepareSnapshotPreBarrier(1);
    }

    private static void send(CascadeFixture cascade, String id, int strength, PolicyEpoch epoch)
            throws Exception {
        AdmittedEvent event = event(id, "k", 1, strength, OptionalLong.empty(), epoch);
        cascade.send(event);
    }

    private static String summary(Prediction prediction) {
        return prediction.eventId()
                + " "
                + prediction.decision().exit()
                + " "
                + prediction.decision().reason();
    }
}
