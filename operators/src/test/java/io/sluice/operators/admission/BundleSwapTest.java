package io.sluice.operators.admission;

import static io.sluice.operators.admission.AdmissionFixture.admitted;
import static io.sluice.operators.admission.AdmissionFixture.bundle;
import static io.sluice.operators.admission.AdmissionFixture.control;
import static io.sluice.operators.admission.AdmissionFixture.policy;
import static io.sluice.operators.admission.AdmissionFixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.GateMode;
import io.sluice.gates.NamedBundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.Events;
import io.sluice.operators.TestLadders;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a BUNDLE message does to the epochs of a task, and when. */
@Timeout(60)
class BundleSwapTest {
    private static final NamedBundle MISSING = new NamedBundle("/missing", "", "cd".repeat(32), 3);

    @BeforeEach
    void empty() {
        AdmissionFixture.QueuedControl.MESSAGES.clear();
        TestLadders.forget();
    }

    @AfterEach
    void release() {
        TestLadders.release();
        assertThat(BundleHost.process().leases()).isZero();
    }

    @Test
    void eventsGoOnWithTheOldBundleUntilTheNewOneIsOpen() throws Exception {
        try (var harness = open(null)) {
            TestLadders.hold();
            control(bundle(5, 1000, TestLadders.SECOND, "second"));
            send(harness, 0, 1050);
            send(harness, 0, 1051);
            assertThat(epochs(harness)).containsExactly(0L, 0L);
            assertThat(newestNotice(harness).epoch()).isZero();

            TestLadders.release();
            TestLadders.awaitEnded();
            awaitEpoch(harness, 5);

            // One whose epoch held already, and one whose epoch does not hold yet.
            send(harness, 0, 1052);
            send(harness, 0, 999);
            List<AdmittedEvent> all = admitted(harness);
            assertThat(all.get(all.size() - 2).epoch().bundle()).isEqualTo(TestLadders.SECOND);
            assertThat(all.get(all.size() - 1).epoch().epoch()).isZero();
            assertThat(TestLadders.OPENED).containsExactly("/second on sluice-bundle-opener");
            assertThat(newestNotice(harness).bundles())
                    .containsExactly(NamedBundle.OF_THE_FILE, TestLadders.SECOND);
        }
    }

    @Test
    void messagesBehindABundleWaitForItAndSharesDoNot() throws Exception {
        try (var harness = open(null)) {
            TestLadders.hold();
            control(bundle(5, 0, TestLadders.SECOND, "second"));
            control(policy(6, 0, "third", TestLadders.SECOND.hash()));
            control(new ControlEnvelope("MODE", "job", 7, 0, GateMode.OFF.document(), "", null));
            control(new ControlEnvelope("SHARES", "job", 0, 0, new byte[] {1}, "", null));
            send(harness, 0, 100);
            assertThat(newestNotice(harness).epoch()).isZero();
            assertThat(newestNotice(harness).shares()).containsExactly(1);

            TestLadders.release();
            awaitEpoch(harness, 7);

            send(harness, 0, 101);
            List<AdmittedEvent> all = admitted(harness);
            assertThat(all.get(all.size() - 1).epoch().policy().version()).isEqualTo("third");
            assertThat(all.get(all.size() - 1).epoch().mode()).isEqualTo(GateMode.OFF);
        }
    }

    @Test
    void aBundleThatCannotBeOpenedIsRefusedWithTheReasonAndNothingChanges() throws Exception {
        try (var harness = open(null)) {
            control(bundle(5, 0, MISSING, "second"));
            control(policy(6, 0, "third", MISSING.hash()));
            control(bundle(7, 0, TestLadders.SECOND, "fourth"));
            awaitEpoch(harness, 7);

            assertThat(refusals(harness))
                    .contains(
                            "5 bundle "
                                    + MISSING.hash()
                                    + " is not usable: /missing: no such file or directory")
                    .anyMatch(
                            refusal ->
                                    refusal.startsWith(
                                            "6 policy third is for bundle "
                                                    + MISSING.hash()
                                                    + ", but the bundle of epoch 0 is "
                                                    + Events.BUNDLE_HASH));
            send(harness, 0, 10);
            List<AdmittedEvent> all = admitted(harness);
            assertThat(all.get(all.size() - 1).epoch().epoch()).isEqualTo(7);
        }
    }

    @Test
    void theOldBundleIsFreedWhenNoEventInTimeCanNeedIt() throws Exception {
        try (var harness = open(null)) {
            control(bundle(5, 1000, TestLadders.SECOND, "second"));
            awaitEpoch(harness, 5);
            assertThat(BundleHost.process().leases()).isEqualTo(2);

            send(harness, 0, 1099);
            harness.setProcessingTime(harness.getProcessingTime() + 200);
            assertThat(BundleHost.process().leases()).isEqualTo(2);
            send(harness, 0, 1101);
            harness.setProcessingTime(harness.getProcessingTime() + 200);
            assertThat(BundleHost.process().leases()).isEqualTo(1);
            send(harness, 0, 1102);
            assertThat(newestNotice(harness).bundles()).containsExactly(TestLadders.SECOND);
        }
    }

    @Test
    void theBundleBeforeComesBackByAMessageToo() throws Exception {
        try (var harness = open(null)) {
            control(bundle(5, 0, TestLadders.SECOND, "second"));
            awaitEpoch(harness, 5);
            send(harness, 0, 1000);
            harness.setProcessingTime(harness.getProcessingTime() + 200);
            assertThat(BundleHost.process().leases()).isEqualTo(1);

            NamedBundle first = new NamedBundle("/first", "", Events.BUNDLE_HASH, 3);
            control(bundle(6, 0, first, "again"));
            awaitEpoch(harness, 6);

            send(harness, 0, 1001);
            List<AdmittedEvent> all = admitted(harness);
            assertThat(all.get(all.size() - 1).epoch().bundle()).isEqualTo(NamedBundle.OF_THE_FILE);
        }
    }

    @Test
    void theBundleOfTheNewestEpochIsToldLastAlsoWhenItIsGoneBackTo() throws Exception {
        try (var harness = open(null)) {
            control(bundle(5, 1000, TestLadders.SECOND, "second"));
            awaitEpoch(harness, 5);
            NamedBundle first = new NamedBundle("/first", "", Events.BUNDLE_HASH, 3);
            control(bundle(6, 2000, first, "again"));
            awaitEpoch(harness, 6);
            assertThat(newestNotice(harness).bundles())
                    .containsExactly(TestLadders.SECOND, NamedBundle.OF_THE_FILE);
        }
    }

    @Test
    void aTaskThatStartsOpensWhatTheTopicNamesBeforeItAdmits() throws Exception {
        control(bundle(5, 0, TestLadders.SECOND, "second"));
        try (var harness = open(null)) {
            send(harness, 0, 10);
            assertThat(epochs(harness)).containsExactly(5L);
        }
    }

    @Test
    void aRestoredTaskOpensTheBundleOfItsNewestEpochBeforeItAdmits() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(null)) {
            control(bundle(5, 0, TestLadders.SECOND, "second"));
            awaitEpoch(harness, 5);
            send(harness, 0, 1000);
            harness.setProcessingTime(harness.getProcessingTime() + 200);
            state = harness.snapshot(1, 1);
        }
        TestLadders.forget();
        try (var harness = open(state)) {
            assertThat(BundleHost.process().leases()).isEqualTo(1);
            send(harness, 0, 10);
            assertThat(epochs(harness)).containsExactly(5L);
            assertThat(admitted(harness).get(0).epoch().bundle()).isEqualTo(TestLadders.SECOND);
            assertThat(newestNotice(harness).bundles()).containsExactly(TestLadders.SECOND);
        }
    }

    @Test
    void aTaskThatCannotOpenTheBundleOfItsNewestEpochDoesNotStart() throws Exception {
        OperatorSubtaskState state;
        try (var harness = AdmissionFixture.harness((BundleOpener) null)) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.open();
            control(bundle(5, 0, MISSING, "second"));
            send(harness, 0, 10);
            state = harness.snapshot(1, 1);
        }
        try (var harness = AdmissionFixture.harness(new TestLadders())) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.initializeState(state);
            assertThatThrownBy(harness::open).hasMessage("/missing: no such file or directory");
        }
    }

    @Test
    void aTaskThatEndsWhileABundleIsOpenedGivesItBack() throws Exception {
        try (var harness = open(null)) {
            TestLadders.hold();
            control(bundle(5, 0, TestLadders.SECOND, "second"));
            send(harness, 0, 10);
        }
        TestLadders.release();
        TestLadders.awaitEnded();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (BundleHost.process().leases() > 0) {
            assertThat(System.nanoTime()).as("a lease is left").isLessThan(end);
        }
    }

    private static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> open(
            OperatorSubtaskState state) throws Exception {
        var harness = AdmissionFixture.harness(new TestLadders());
        harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    /** Lets processing time pass, in which the task looks after the opening. */
    private static void awaitEpoch(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness, long epoch)
            throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (notices(harness).isEmpty() || newestNotice(harness).epoch() < epoch) {
            assertThat(System.nanoTime()).as("epoch " + epoch).isLessThan(end);
            harness.setProcessingTime(harness.getProcessingTime() + 200);
            Thread.onSpinWait();
        }
    }

    private static List<ControlNotice> notices(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        return harness.extractOutputValues().stream()
                .filter(ControlNotice.class::isInstance)
                .map(ControlNotice.class::cast)
                .toList();
    }

    private static ControlNotice newestNotice(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        List<ControlNotice> notices = notices(harness);
        return notices.get(notices.size() - 1);
    }

    private static List<String> refusals(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        return notices(harness).stream()
                .map(notice -> notice.refusedEpoch() + " " + notice.refusal())
                .toList();
    }

    private static List<Long> epochs(
            OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness) {
        return admitted(harness).stream().map(event -> event.epoch().epoch()).toList();
    }
}
