package io.sluice.operators.experts;

import static io.sluice.operators.experts.ExpertsFixture.POLICY;
import static io.sluice.operators.experts.ExpertsFixture.SETTLED;
import static io.sluice.operators.experts.ExpertsFixture.START;
import static io.sluice.operators.experts.ExpertsFixture.answer;
import static io.sluice.operators.experts.ExpertsFixture.category;
import static io.sluice.operators.experts.ExpertsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Provenance;
import java.util.OptionalLong;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom the operator asks, and how it settles. */
class ExpertsOperatorTest {
    @Test
    void asksTheExpertsOfTheGateAndFusesTheirAnswers() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(17, 3, new Header("traceparent", new byte[] {9}));
            assertThat(id).isEqualTo("events-0@17");
            assertThat(experts.newRequests())
                    .allSatisfy(
                            asked -> {
                                assertThat(asked.request().requestId()).isEqualTo(id);
                                assertThat(asked.request().replyTopic()).isEqualTo("replies");
                                assertThat(asked.request().bundle())
                                        .isEqualTo(bundle(asked.request().expert()));
                                assertThat(asked.request().inputs()).hasSize(1);
                                assertThat(asked.request().budgetMicros()).isEqualTo(195_000);
                            })
                    .extracting(AddressedRequest::topic)
                    .containsExactlyInAnyOrder("requests.a", "requests.b");
            assertThat(experts.harness.numKeyedStateEntries()).isEqualTo(1);

            experts.reply(id, "low", "b", 3);
            assertThat(experts.predictions()).isEmpty();
            experts.reply(id, "all", "a", 4);

            Prediction prediction = experts.last();
            assertThat(prediction.eventId()).isEqualTo("event-17");
            assertThat(prediction.predictedClass()).as("low is surer").isEqualTo(3);
            assertThat(prediction.className()).isEqualTo("class3");
            assertThat(prediction.decision().reason()).isEqualTo("EXPERTS");
            assertThat(prediction.decision().experts())
                    .extracting(use -> use.name() + " " + use.device() + " " + use.outcome())
                    .containsExactly("all a ANSWERED", "low b ANSWERED");
            assertThat(weight(prediction, 0) + weight(prediction, 1)).isEqualTo(1f, within(1e-6f));
            assertThat(weight(prediction, 1)).isGreaterThan(weight(prediction, 0));
            assertThat(prediction.probabilities().floatAt(3))
                    .isGreaterThan(prediction.probabilities().floatAt(4));
            assertThat(experts.harness.extractOutputValues().get(0).headers()).hasSize(1);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void theDecisionRecordSaysWhatItTook() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.time(START + 10);
            experts.reply(id, "low", "b", 3);
            experts.reply(id, "all", "a", 3);

            var decision = experts.last().decision();
            assertThat(decision.bundle()).startsWith("router@1.0.0#");
            assertThat(decision.predicted().joules()).isEqualTo(5);
            assertThat(decision.predicted().energy()).isEqualTo(Provenance.ESTIMATED);
            assertThat(decision.predicted().multiplyAdds()).isGreaterThan(200);
            assertThat(decision.actual().joules()).isEqualTo(1);
            assertThat(decision.actual().energy()).isEqualTo(Provenance.MEASURED);
            assertThat(decision.actual().seconds()).isGreaterThanOrEqualTo(1.8e-3);
            assertThat(decision.actual().bytes()).isEqualTo(2 * (10 + 40));
            assertThat(decision.decidedMicros() - decision.admittedMicros()).isEqualTo(10_000);
            assertThat(experts.counted("millijoules_total")).isEqualTo(1000);
        }
    }

    @Test
    void whatIsThereAtTheDeadlineIsTheAnswer() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.reply(id, "low", "b", 3);
            experts.time(SETTLED - 1);
            assertThat(experts.predictions()).isEmpty();
            experts.time(SETTLED);

            assertThat(experts.last().decision().reason()).isEqualTo("PARTIAL");
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.last().decision().experts())
                    .extracting(ExpertUse::outcome)
                    .containsExactly("LATE", "ANSWERED");
            assertThat(weight(experts.last(), 1)).isEqualTo(1);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void withoutAnyAnswerThereIsNoClass() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.send(1, 3);
            experts.time(SETTLED);

            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            assertThat(experts.last().predictedClass()).isEqualTo(-1);
            assertThat(experts.last().probabilities()).isNull();
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void repliesThatComeLateTwiceOrForNobodyAreCountedAndHarmless() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.reply(id, "low", "b", 3);
            experts.reply(id, "low", "b", 9);
            experts.reply(id, "high", "c", 9);
            experts.time(SETTLED);
            experts.reply(id, "all", "a", 9);
            experts.reply(id, "all", "a", 9);
            experts.reply("events-0@999", "all", "a", 9);
            experts.reply("", "all", "a", 9);

            assertThat(experts.predictions()).hasSize(1);
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.counted("replies_total/answered")).isEqualTo(1);
            assertThat(experts.counted("replies_total/duplicate")).isEqualTo(2);
            assertThat(experts.counted("replies_total/late")).isEqualTo(1);
            assertThat(experts.counted("replies_total/unknown"))
                    .as("one that was not asked, and two for nobody")
                    .isEqualTo(3);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"OK"},
            mode = EnumSource.Mode.EXCLUDE)
    void oneThatRefusesIsReplacedAtOnce(Status status) throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.requests();
            experts.reply(refusal(id, "low", "b", status));
            assertThat(experts.requests()).containsExactly("requests.c high " + id);
            experts.reply(id, "all", "a", 3);
            experts.reply(id, "high", "c", 4);

            assertThat(experts.last().decision().reason()).isEqualTo("HEDGED");
            assertThat(experts.last().decision().experts())
                    .extracting(ExpertUse::outcome)
                    .containsExactly("ANSWERED", "FAILED", "HEDGE_ANSWERED");
            assertThat(experts.last().predictedClass()).as("all is surer").isEqualTo(3);
            assertThat(experts.counted("hedges_total")).isEqualTo(1);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void whenAllHaveFailedTheAnswerDoesNotWaitForTheDeadline() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.reply(refusal(id, "low", "b", Status.FAILED));
            experts.reply(refusal(id, "all", "a", Status.OVERLOADED));
            assertThat(experts.predictions()).isEmpty();
            experts.reply(refusal(id, "high", "c", Status.FAILED));

            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            assertThat(experts.isEmpty()).isTrue();

            String refused = experts.send(2, 3);
            experts.reply(refusal(refused, "low", "b", Status.OVERLOADED));
            experts.reply(refusal(refused, "all", "a", Status.OVERLOADED));
            experts.reply(refusal(refused, "high", "c", Status.OVERLOADED));
            assertThat(experts.last().decision().actual().joules()).isZero();
            assertThat(experts.last().decision().actual().energy())
                    .as("nothing ran, so nothing was measured")
                    .isEqualTo(Provenance.ESTIMATED);
        }
    }

    @Test
    void answersOfAnotherBundleOrAnotherLengthAreNotUsed() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.reply(answer(id, "low", "b", "f".repeat(64), new float[10]));
            experts.reply(answer(id, "all", "a", bundle("all"), 1, 2, 3));
            experts.reply(answer(id, "high", "c", bundle("high"), nan()));

            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            assertThat(experts.counted("replies_total/wrong_bundle")).isEqualTo(1);
            assertThat(experts.counted("replies_total/wrong_logits")).isEqualTo(2);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void aDeviceMayPassARequestOn() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.reply(id, "low", "peer", 3);
            experts.reply(id, "all", "a", 3);
            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
        }
    }

    @Test
    void categoriesHaveTheirOwnTimeEnergyAndNumber() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 8, category("frugal"));
            assertThat(experts.requests()).containsExactly("requests.c high " + id);
            experts.time(START + 95);
            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");

            experts.send(2, 8, category("frugle"));
            assertThat(experts.requests()).hasSize(2);
            assertThat(experts.counted("unknown_categories_total")).isEqualTo(1);
        }
    }

    @Test
    void anEventsOwnDeadlineIsAHardFilter() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            // All takes 6 ms with transfer and aggregation behind it; the others 3.
            String id = experts.send(1, 3, OptionalLong.of(START + 10));
            assertThat(experts.requests())
                    .containsExactly("requests.b low " + id, "requests.c high " + id);
            experts.time(START + 5);
            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");

            experts.send(2, 3, OptionalLong.of(START + 8));
            assertThat(experts.last().decision().reason()).isEqualTo("NO_EXPERT");
            assertThat(experts.requests()).isEmpty();
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void withoutAnyExpertThereIsAnAnswerAllTheSame() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.devices = false)) {
            experts.send(1, 3);
            assertThat(experts.last().decision().reason()).isEqualTo("NO_EXPERT");
            assertThat(experts.last().predictedClass()).isEqualTo(-1);
            assertThat(experts.last().decision().experts()).isEmpty();
            assertThat(experts.isEmpty()).isTrue();

            experts.telemetry("late", "low", 1000);
            String id = experts.send(2, 3);
            assertThat(experts.requests()).containsExactly("requests.late low " + id);
        }
    }

    @Test
    void theCapOfThePolicyHoldsForAllThatAreAsked() throws Exception {
        byte[] capped = ExpertsFixture.BUNDLE.firstPolicy().withMaxMultiplyAdds(150).document();
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.policy = capped)) {
            experts.send(1, 3);
            assertThat(experts.last().decision().reason()).isEqualTo("BUDGET_EXHAUSTED");
            assertThat(experts.last().predictedClass()).isEqualTo(-1);
            assertThat(experts.requests()).isEmpty();
        }
    }

    @Test
    void watermarksLeaveBehindTheAnswersToWhatCameBefore() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String first = experts.send(1, 3);
            experts.harness.processWatermark1(new Watermark(9_000));
            String second = experts.send(2, 3);
            experts.harness.processWatermark1(new Watermark(9_500));
            experts.harness.processWatermark2(new Watermark(Long.MAX_VALUE));
            assertThat(experts.watermarks()).isEmpty();

            experts.reply(second, "low", "b", 3);
            experts.reply(second, "all", "a", 3);
            assertThat(experts.watermarks()).isEmpty();
            experts.reply(first, "low", "b", 3);
            experts.reply(first, "all", "a", 3);
            assertThat(experts.watermarks()).containsExactly(9_000L, 9_500L);
        }
    }

    @Test
    void requestsAreRoutedInBatchesThatNoBarrierPasses() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.maxBatch = 3)) {
            experts.send(1, 3);
            experts.send(2, 8);
            assertThat(experts.requests()).isEmpty();
            experts.time(START + 2);
            assertThat(experts.requests()).hasSize(4);

            experts.send(3, 3);
            experts.harness.prepareSnapshotPreBarrier(1);
            assertThat(experts.requests()).hasSize(2);

            experts.send(4, 3);
            experts.send(5, 3);
            experts.send(6, 3);
            assertThat(experts.requests()).hasSize(6);
        }
    }

    @Test
    void theEndOfTheInputIsAnsweredWithWhatIsThere() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.maxBatch = 8)) {
            experts.send(1, 3);
            experts.harness.processWatermark1(Watermark.MAX_WATERMARK);
            experts.harness.getOperator().finish();

            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            assertThat(experts.watermarks()).containsExactly(Long.MAX_VALUE);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    private static float[] nan() {
        float[] logits = new float[10];
        logits[7] = Float.NaN;
        return logits;
    }

    private static String bundle(String expert) {
        return POLICY.experts().get(POLICY.indexOf(expert)).bundle();
    }

    private static float weight(Prediction prediction, int index) {
        return prediction.decision().experts().get(index).weight();
    }
}
