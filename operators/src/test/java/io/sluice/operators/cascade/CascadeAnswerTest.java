package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.FixedExit;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.operators.Answer;
import io.sluice.operators.Events;
import io.sluice.schemas.Prediction;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CascadeAnswerTest {
    @Test
    void anAnswerSaysWhatWasDecidedAndWhy() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.BY_KEY)) {
            cascade.send(event("a", "k", 77, 100));
            cascade.harness.prepareSnapshotPreBarrier(1);

            Prediction prediction = cascade.answers().get(0).prediction();
            assertThat(prediction.predictedClass()).isEqualTo(3);
            assertThat(prediction.className()).isEqualTo("class3");
            assertThat(prediction.confidence()).isCloseTo(.858f, within(.001f));
            assertThat(prediction.label()).hasValue(3);
            assertThat(prediction.eventTimeMillis()).isEqualTo(77);
            assertThat(prediction.probabilities().toFloats()).hasSize(10);
            assertThat(prediction.probabilities().floatAt(3)).isEqualTo(prediction.confidence());
            assertThat(prediction.inputs()).isEqualTo(event("a", "k", 77, 100).event().inputs());
            var decision = prediction.decision();
            assertThat(decision.exit()).isEqualTo(1);
            assertThat(decision.exitName()).isEqualTo("exit2");
            assertThat(decision.reason()).isEqualTo("EXIT");
            assertThat(decision.exitScore()).isEqualTo(prediction.confidence());
            assertThat(decision.policyVersion()).isEqualTo("test");
            assertThat(decision.bundle()).isEqualTo("ladder@1.0.0#" + Events.BUNDLE_HASH);
            assertThat(decision.actual().multiplyAdds())
                    .isPositive()
                    .isLessThan(decision.predicted().multiplyAdds());
            assertThat(decision.actual().seconds()).isPositive();
        }
    }

    @Test
    void theLastExitTakesWhoeverReachesIt() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(
                    event("a", "k", 1, 200, OptionalLong.empty(), Events.epoch(FixedExit.full())));
            cascade.harness.prepareSnapshotPreBarrier(1);
            Prediction prediction = cascade.answers().get(0).prediction();
            assertThat(prediction.probabilities()).isNull();
            assertThat(prediction.inputs()).isEmpty();
            var decision = prediction.decision();
            assertThat(decision.exit()).isEqualTo(2);
            assertThat(decision.reason()).isEqualTo("FULL_DEPTH");
            assertThat(decision.actual().multiplyAdds())
                    .isEqualTo(decision.predicted().multiplyAdds());
        }
    }

    @Test
    void eachEventIsDecidedByItsOwnEpoch() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(
                    event(
                            "full",
                            "k",
                            1,
                            200,
                            OptionalLong.empty(),
                            Events.epoch(FixedExit.full())),
                    event(
                            "first",
                            "k",
                            2,
                            10,
                            OptionalLong.empty(),
                            Events.epoch(new FixedExit(0))));
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.answers())
                    .extracting(a -> a.prediction().eventId() + a.prediction().decision().exit())
                    .containsExactlyInAnyOrder("first0", "full2");
        }
    }

    @Test
    void aDeadlineForcesAnEarlierExit() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(
                    event("late", "k", 1, 10, OptionalLong.of(900), Events.thresholds()),
                    event("in-time", "k", 1, 10, OptionalLong.of(1_000_000), Events.thresholds()));
            cascade.harness.setProcessingTime(1010);
            assertThat(cascade.answers())
                    .extracting(
                            a ->
                                    a.prediction().eventId()
                                            + " "
                                            + a.prediction().decision().exit()
                                            + " "
                                            + a.prediction().decision().reason())
                    .containsExactlyInAnyOrder("late 0 DEADLINE", "in-time 2 FULL_DEPTH");
        }
    }

    @Test
    void aCapEndsTheWayAtTheLastStageItPays() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            long first = firstStageMultiplyAdds(cascade);
            cascade.send(
                    event("one", "k", 1, 50, OptionalLong.empty(), Events.capped(first)),
                    event("none", "k", 2, 50, OptionalLong.empty(), Events.capped(first - 1)),
                    event("early", "k", 3, 200, OptionalLong.empty(), Events.capped(first)));
            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(cascade.answers())
                    .extracting(
                            a ->
                                    a.prediction().eventId()
                                            + " "
                                            + a.prediction().decision().exit()
                                            + " "
                                            + a.prediction().predictedClass()
                                            + " "
                                            + a.prediction().decision().reason())
                    .containsExactlyInAnyOrder(
                            "one 0 3 BUDGET_EXHAUSTED",
                            "none -1 -1 BUDGET_EXHAUSTED",
                            "early 0 3 EXIT");
            assertThat(cascade.answers())
                    .allSatisfy(
                            a ->
                                    assertThat(a.prediction().decision().actual().multiplyAdds())
                                            .isLessThanOrEqualTo(first));
        }
    }

    private static long firstStageMultiplyAdds(CascadeFixture cascade) throws Exception {
        cascade.send(event("probe", "k", 0, 255));
        cascade.harness.prepareSnapshotPreBarrier(0);
        long first = cascade.answers().get(0).prediction().decision().actual().multiplyAdds();
        cascade.harness.getOutput().clear();
        return first;
    }

    @Test
    void onlyTheNamedHeadersGoThrough() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("a", "k", 1, 200));
            cascade.harness.prepareSnapshotPreBarrier(1);
            Answer answer = cascade.answers().get(0);
            assertThat(answer.headers()).hasSize(1);
            assertThat(answer.headers().get(0).key()).isEqualTo("traceparent");
            assertThat(answer.headers().get(0).value()).containsExactly(1, 2);
        }
    }

    @Test
    void onePoisonEventCostsNoneOfItsBatch() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            PlainScript.process().failOnMarker(201);
            cascade.send(
                    event("a", "k", 1, 200),
                    event("poison", "k", 2, 201),
                    event("b", "k", 3, 100),
                    event("c", "k", 4, 50));
            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(cascade.departures()).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(cascade.answers())
                    .extracting(a -> a.prediction().eventId() + a.prediction().decision().exit())
                    .containsExactlyInAnyOrder("a0", "b1", "c2");
            assertThat(cascade.deadLetters()).hasSize(1);
            var letter = cascade.deadLetters().get(0);
            assertThat(letter.reason()).isEqualTo("MODEL_FAILURE");
            assertThat(letter.stage()).isEqualTo("stage1");
            assertThat(letter.value()).isEqualTo(event("poison", "k", 2, 201).origin().value());
            assertThat(letter.headers()).hasSize(2);
        }
    }

    @Test
    void aPassingFailureCostsNothing() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            PlainScript.process().failOnRun(1);
            cascade.send(event("a", "k", 1, 200), event("b", "k", 2, 200));
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.departures()).containsExactly("a", "b");
            assertThat(cascade.deadLetters()).isEmpty();
        }
    }

    @Test
    void aLostProviderFailsTheTaskAndBlamesNoEvent() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            PlainScript.process().failFromRun(1);
            cascade.send(event("a", "k", 1, 200), event("b", "k", 2, 200));
            assertThatThrownBy(() -> cascade.harness.prepareSnapshotPreBarrier(1))
                    .hasMessageContaining("the script fails run");
            assertThat(cascade.deadLetters()).isEmpty();
            // The harness finishes the operator when it closes it.
            PlainScript.process().reset();
        }
    }
}
