package io.sluice.operators.admission;

import static io.sluice.operators.admission.AdmissionFixture.admitted;
import static io.sluice.operators.admission.AdmissionFixture.control;
import static io.sluice.operators.admission.AdmissionFixture.harness;
import static io.sluice.operators.admission.AdmissionFixture.open;
import static io.sluice.operators.admission.AdmissionFixture.policy;
import static io.sluice.operators.admission.AdmissionFixture.record;
import static io.sluice.operators.admission.AdmissionFixture.send;
import static io.sluice.operators.admission.AdmissionFixture.watermarks;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.GateMode;
import io.sluice.gates.JobGroup;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.Events;
import io.sluice.operators.budget.BudgetSupport;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.Resource;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionOperatorTest {
    @BeforeEach
    void emptyControl() {
        AdmissionFixture.QueuedControl.MESSAGES.clear();
    }

    @Test
    void admitsDecodedEventsWithTheirTimeAndEpoch() throws Exception {
        try (var harness = open(null)) {
            send(harness, 0, 500);
            AdmittedEvent admitted = admitted(harness).get(0);
            assertThat(admitted.event().eventTimeMillis()).isEqualTo(500);
            assertThat(admitted.epoch().epoch()).isZero();
            assertThat(admitted.epoch().policy().version()).isEqualTo("first");
            assertThat(harness.extractOutputStreamRecords().get(1).getTimestamp()).isEqualTo(500);
        }
    }

    @Test
    void whatTheControlTopicSaysGoesOnBeforeTheNextEvent() throws Exception {
        try (var harness = open(null)) {
            send(harness, 0, 500);
            byte[] budgets = "limits: [{scope: job, milliseconds: 1, per: 1 s}]".getBytes(UTF_8);
            control(new ControlEnvelope("BUDGETS", "job", 4, 0, budgets, "", null));
            control(new ControlEnvelope("SHARES", "job", 0, 0, new byte[] {1}, "", null));
            control(new ControlEnvelope("SHARES", "job", 0, 0, new byte[] {2}, "", null));
            send(harness, 0, 600);
            List<Admitted> all = harness.extractOutputValues();
            assertThat(all).hasSize(5);
            ControlNotice refused = (ControlNotice) all.get(2);
            assertThat(refused.epoch()).isZero();
            assertThat(refused.refusedEpoch()).isEqualTo(4);
            assertThat(refused.refusal()).contains("the job charges nobody");
            assertThat(refused.shares()).containsExactly(1);
            assertThat(((ControlNotice) all.get(3)).shares()).containsExactly(2);
            assertThat(all.get(4)).isInstanceOf(AdmittedEvent.class);
        }
    }

    @Test
    void whatIsForAnotherJobOfTheGroupIsAcknowledgedAndChangesNothing() throws Exception {
        JobGroup group = new JobGroup("one", Map.of("one", 1, "other", 1));
        try (var harness = AdmissionFixture.harness(group)) {
            harness.setup(new AdmittedSerializer());
            harness.open();
            send(harness, 0, 500);
            byte[] mode = "mode: off".getBytes(UTF_8);
            control(new ControlEnvelope("MODE", "other", 3, 0, mode, "", null));
            send(harness, 0, 600);
            control(new ControlEnvelope("MODE", "one", 4, 0, mode, "", null));
            send(harness, 0, 700);
            List<Admitted> all = harness.extractOutputValues();
            ControlNotice passedOver = (ControlNotice) all.get(2);
            assertThat(passedOver.epoch()).isEqualTo(3);
            assertThat(passedOver.refusedEpoch()).isEqualTo(-1);
            List<AdmittedEvent> admitted = admitted(harness);
            assertThat(admitted.get(1).epoch().epoch()).isZero();
            assertThat(admitted.get(2).epoch().epoch()).isEqualTo(4);
            assertThat(admitted.get(2).epoch().mode()).isEqualTo(GateMode.OFF);
        }
    }

    /** Scheduled budgets come into force by the watermark, and not by one event far ahead. */
    @Test
    void budgetsOfAnEventTimeAreNoticedWhenTheWatermarkHasReachedIt() throws Exception {
        BudgetSupport all = new BudgetSupport(true, true, true, false);
        try (var harness = AdmissionFixture.harness(Budgets.NONE, GateMode.ENFORCE, all)) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.open();
            byte[] document = BudgetDocument.document(hard());
            control(new ControlEnvelope("BUDGETS", "job", 4, 1000, document, "", null));
            send(harness, 1, 500);
            send(harness, 0, 900_000);
            harness.setProcessingTime(400);
            send(harness, 1, 600);
            assertThat(lastNotice(harness).epoch()).isEqualTo(4);
            assertThat(lastNotice(harness).budgetsEpoch()).isZero();

            send(harness, 1, 1200);
            harness.setProcessingTime(800);
            send(harness, 1, 1300);
            assertThat(lastNotice(harness).budgetsEpoch()).isEqualTo(4);
            assertThat(lastNotice(harness).budgets()).isEqualTo(document);
            long notices = notices(harness).size();
            harness.setProcessingTime(1200);
            send(harness, 1, 1400);
            assertThat(notices(harness)).hasSize((int) notices);
        }
    }

    private static ControlNotice lastNotice(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        List<ControlNotice> notices = notices(harness);
        return notices.get(notices.size() - 1);
    }

    private static List<ControlNotice> notices(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        return harness.extractOutputValues().stream()
                .filter(ControlNotice.class::isInstance)
                .map(ControlNotice.class::cast)
                .toList();
    }

    @Test
    void aRecordThatCannotBeDecodedIsKeptByteForByte() throws Exception {
        try (var harness = open(null)) {
            SourceRecord bad = record(0, new byte[] {1, 2, 3});
            harness.processElement(new StreamRecord<>(bad));
            send(harness, 0, 500);

            DeadLetter letter = harness.getSideOutput(DeadLetters.TAG).peek().getValue();
            assertThat(letter.reason()).isEqualTo("MALFORMED");
            assertThat(letter.stage()).isEqualTo("decode");
            assertThat(letter.message()).isEqualTo("3 bytes; expected 8");
            assertThat(letter.value()).isSameAs(bad.value());
            assertThat(letter.key()).isSameAs(bad.key());
            assertThat(letter.headers()).isEqualTo(bad.headers());
            assertThat(letter.offset()).isEqualTo(bad.offset());
            assertThat(admitted(harness)).hasSize(1);
        }
    }

    @Test
    void aPolicySwapHoldsFromItsEventTimeOn() throws Exception {
        try (var harness = open(null)) {
            control(policy(7, 1000, "second", Events.BUNDLE_HASH));
            send(harness, 0, 1500);
            send(harness, 0, 999);
            assertThat(admitted(harness))
                    .extracting(a -> a.epoch().policy().version() + "/" + a.epoch().epoch())
                    .containsExactly("second/7", "first/0");
        }
    }

    @Test
    void aRefusedControlMessageChangesNothing() throws Exception {
        try (var harness = open(null)) {
            control(policy(7, 0, "second", "ab".repeat(32)));
            AdmissionFixture.QueuedControl.MESSAGES.add(record(0, new byte[] {99}));
            send(harness, 0, 5);
            assertThat(admitted(harness).get(0).epoch().epoch()).isZero();
            assertThat(harness.getSideOutput(DeadLetters.TAG)).isNull();
        }
    }

    @Test
    void epochsAndSchemasSurviveARestore() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(null)) {
            control(policy(7, 1000, "second", Events.BUNDLE_HASH));
            send(harness, 0, 1500);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(state)) {
            send(harness, 0, 1500);
            send(harness, 0, 10);
            assertThat(admitted(harness))
                    .extracting(a -> a.epoch().policy().version())
                    .containsExactly("second", "first");
            assertThat(AdmissionFixture.CountingDecoders.restored).isEqualTo(Map.of(1, "schema 1"));
            // A replayed control message is known already.
            control(policy(7, 1000, "other", Events.BUNDLE_HASH));
            send(harness, 0, 1500);
            assertThat(admitted(harness).get(2).epoch().policy().version()).isEqualTo("second");
        }
    }

    @Test
    void budgetsThatTheFileHasNowHoldWhereTheControlTopicBroughtNone() throws Exception {
        Budgets budgets = hard();
        BudgetSupport all = new BudgetSupport(true, true, true, false);
        OperatorSubtaskState before = saved(Budgets.NONE, all);
        try (var harness =
                restored(AdmissionFixture.harness(budgets, GateMode.ENFORCE, all), before)) {
            send(harness, 0, 5);
            assertThat(admitted(harness).get(0).epoch().budgets()).isEqualTo(budgets);
        }
    }

    @Test
    void theFilesModeHoldsWhereTheControlTopicBroughtNone() throws Exception {
        OperatorSubtaskState before = saved(Budgets.NONE, BudgetSupport.NONE);
        try (var harness = restored(shadow(), before)) {
            send(harness, 0, 5);
            assertThat(admitted(harness).get(0).epoch().mode()).isEqualTo(GateMode.SHADOW);
        }
    }

    @Test
    void aModeOfTheControlTopicGoesOnAfterARestore() throws Exception {
        control(new ControlEnvelope("MODE", "job", 7, 0, GateMode.OFF.document(), "", null));
        OperatorSubtaskState before = saved(Budgets.NONE, BudgetSupport.NONE);
        try (var harness = restored(shadow(), before)) {
            send(harness, 0, 5);
            assertThat(admitted(harness).get(0).epoch().mode()).isEqualTo(GateMode.OFF);
        }
    }

    private static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> shadow()
            throws Exception {
        return AdmissionFixture.harness(Budgets.NONE, GateMode.SHADOW, BudgetSupport.NONE);
    }

    @Test
    void savedBudgetsThatCanNoLongerBeKeptStopTheJob() throws Exception {
        control(policy(7, 0, "second", Events.BUNDLE_HASH));
        OperatorSubtaskState before = saved(hard(), new BudgetSupport(true, true, true, false));
        BudgetSupport less = new BudgetSupport(true, true, false, false);
        assertThatThrownBy(
                        () ->
                                restored(
                                        AdmissionFixture.harness(
                                                Budgets.NONE, GateMode.ENFORCE, less),
                                        before))
                .hasMessageContaining("budgets.limits: job joules is a cap");
    }

    private static Budgets hard() {
        return Budgets.of(List.of(Limit.hard(Limit.JOB, Resource.JOULES, 10, 1, 5)));
    }

    private static OperatorSubtaskState saved(Budgets first, BudgetSupport support)
            throws Exception {
        try (var harness = AdmissionFixture.harness(first, GateMode.ENFORCE, support)) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.open();
            return harness.snapshot(1, 1);
        }
    }

    private static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> restored(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness,
            OperatorSubtaskState state)
            throws Exception {
        harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    @Test
    void savedEpochsOfAnotherBundleAreDropped() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(null)) {
            control(policy(7, 1000, "second", Events.BUNDLE_HASH));
            state = harness.snapshot(1, 1);
        }
        try (var harness = harness("cd".repeat(32))) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.initializeState(state);
            harness.open();
            send(harness, 0, 1500);
            assertThat(admitted(harness).get(0).epoch().epoch()).isZero();
        }
    }

    @Test
    void watermarksFollowTheSlowestActivePartition() throws Exception {
        try (var harness = open(null)) {
            harness.setProcessingTime(1000);
            send(harness, 0, 5000);
            send(harness, 1, 3000);
            harness.setProcessingTime(1200);
            assertThat(watermarks(harness)).containsExactly(3000L - 100 - 1);

            // Partition 1 falls silent; after the idle time partition 0 leads alone.
            harness.setProcessingTime(2900);
            send(harness, 0, 6000);
            harness.setProcessingTime(3200);
            assertThat(watermarks(harness)).containsExactly(2899L, 5899L);
        }
    }

    @Test
    void theWatermarkRetiresEpochs() throws Exception {
        try (var harness = open(null)) {
            harness.setProcessingTime(1000);
            control(policy(7, 1000, "second", Events.BUNDLE_HASH));
            send(harness, 0, 5000);
            harness.setProcessingTime(1200);
            send(harness, 0, 10);
            assertThat(admitted(harness).get(1).epoch().policy().version()).isEqualTo("second");
        }
    }

    @Test
    void whatTheControlTopicHeldAtTheStartHoldsForTheFirstEvent() throws Exception {
        control(policy(7, 0, "second", Events.BUNDLE_HASH));
        try (var harness = open(null)) {
            send(harness, 0, 5);
            assertThat(admitted(harness).get(0).epoch().epoch()).isEqualTo(7);
        }
    }

    @Test
    void aControlMessageIsAppliedWithNoRecordComing() throws Exception {
        try (var harness = open(null)) {
            harness.setProcessingTime(1000);
            control(policy(7, 0, "second", Events.BUNDLE_HASH));
            harness.setProcessingTime(1200);
            assertThat(AdmissionFixture.QueuedControl.MESSAGES).isEmpty();
        }
    }

    @Test
    void aTimeFarAheadDoesNotEndEventTime() throws Exception {
        try (var harness = open(null)) {
            harness.setProcessingTime(10_000);
            send(harness, 0, 5000);
            send(harness, 0, Long.MAX_VALUE - 5);
            harness.setProcessingTime(10_200);
            assertThat(watermarks(harness)).containsExactly(4899L);
            assertThat(admitted(harness)).hasSize(2);
        }
    }

    @Test
    void theEndOfTheInputIsTheEndOfTime() throws Exception {
        try (var harness = open(null)) {
            harness.processWatermark(17);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(watermarks(harness)).containsExactly(Long.MAX_VALUE);
        }
    }
}
