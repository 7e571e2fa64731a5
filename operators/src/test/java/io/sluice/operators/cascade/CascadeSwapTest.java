package io.sluice.operators.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.JobGroup;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Answer;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.Events;
import io.sluice.operators.TestLadders;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.Metering;
import io.sluice.operators.budget.StageCosts;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;

/** Two bundles in one cascade: each event stays with the one that it is pinned to. */
class CascadeSwapTest {
    private static final PolicyEpoch FIRST = Events.thresholds();
    private static final PolicyEpoch SECOND =
            PolicyEpoch.of(
                            5,
                            1000,
                            new Policy(
                                            "second",
                                            TestLadders.SECOND.hash(),
                                            CertaintyThreshold.confidence(.8f, .8f))
                                    .document(),
                            Prices.NONE)
                    .with(TestLadders.SECOND);

    @Test
    void eachEventIsAnsweredByTheBundleOfItsEpochAndNoBatchHasBoth() throws Exception {
        try (CascadeFixture cascade = swapping(CascadeFixture.FREE)) {
            hear(cascade, NamedBundle.OF_THE_FILE, TestLadders.SECOND);
            cascade.forgetRuns();
            cascade.send(event("a", 1, FIRST), event("b", 2, SECOND), event("c", 3, FIRST));
            assertThat(cascade.batches()).isEmpty();
            cascade.send(event("d", 4, FIRST), event("e", 5, FIRST));
            // The four of the first bundle are a batch; that of the second is not full.
            assertThat(cascade.batches()).containsExactly(4);
            cascade.harness.setProcessingTime(1020);

            assertThat(cascade.batches()).containsExactly(4, 1);
            assertThat(classOf(cascade, "a")).isEqualTo(3);
            assertThat(classOf(cascade, "b")).isEqualTo(4);
            assertThat(cascade.answers()).hasSize(5).allSatisfy(CascadeSwapTest::isOfOneBundle);
        }
    }

    @Test
    void theOldBundleIsClosedWhenItsLastEventHasLeft() throws Exception {
        try (CascadeFixture cascade = swapping(CascadeFixture.FREE)) {
            hear(cascade, NamedBundle.OF_THE_FILE, TestLadders.SECOND);
            cascade.forgetRuns();
            cascade.send(event("a", 1, FIRST), event("b", 2, SECOND));
            assertThat(BundleHost.process().leases()).isEqualTo(2);

            hear(cascade, TestLadders.SECOND);

            assertThat(cascade.departures()).containsExactly("a");
            assertThat(BundleHost.process().leases()).isEqualTo(1);
            assertThat(PlainScript.process().closed()).isEqualTo(3);
            cascade.send(event("c", 3, SECOND));
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.departures()).containsExactly("a", "b", "c");
            // And back to the one that the job began with.
            hear(cascade, TestLadders.SECOND, NamedBundle.OF_THE_FILE);
            cascade.send(event("d", 4, FIRST));
            cascade.harness.prepareSnapshotPreBarrier(2);
            assertThat(classOf(cascade, "d")).isEqualTo(3);
        }
        assertThat(BundleHost.process().leases()).isZero();
    }

    @Test
    void orderByKeyAndWatermarksHoldAcrossBundles() throws Exception {
        try (CascadeFixture cascade = swapping(CascadeFixture.BY_KEY)) {
            hear(cascade, NamedBundle.OF_THE_FILE, TestLadders.SECOND);
            cascade.send(event("a", 1, FIRST));
            cascade.harness.processWatermark(new Watermark(1));
            for (int i = 0; i < 4; i++) {
                cascade.send(event("b" + i, 2, SECOND));
            }
            assertThat(cascade.departures()).isEmpty();
            hear(cascade, TestLadders.SECOND);
            assertThat(cascade.departures()).containsExactly("a", "b0", "b1", "b2", "b3", "W1");
        }
    }

    @Test
    void shadowRunsOfTheOldBundleEndBeforeItCloses() throws Exception {
        try (CascadeFixture cascade =
                new CascadeFixture(
                        CascadeFixture.FREE, new ShadowSampling(1, 7), new TestLadders())) {
            hear(cascade, NamedBundle.OF_THE_FILE, TestLadders.SECOND);
            cascade.send(event("a", 1, FIRST), event("b", 2, SECOND));
            hear(cascade, TestLadders.SECOND);
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.shadows())
                    .extracting(shadow -> shadow.policyVersion() + " " + shadow.agreed())
                    .containsExactly(
                            "test true",
                            "second of bundle " + TestLadders.SECOND.hash() + " false");
        }
    }

    @Test
    void anEventOfNowCostsWhatItDoesInTheNewestBundleAlsoOneThatIsGoneBackTo() throws Exception {
        StageCosts.Factory costs =
                (bundle, meter) ->
                        new OneJoule(bundle.hash().equals(TestLadders.SECOND.hash()) ? 5 : 2);
        BudgetOptions options = new BudgetOptions("", JobGroup.ALONE, costs, Metering.NONE);
        Budgets cap = Budgets.of(List.of(Limit.hard("job", Resource.JOULES, 3, 1, 3)));
        try (CascadeFixture cascade =
                new CascadeFixture(
                        CascadeFixture.FREE,
                        ShadowSampling.NONE,
                        new TestLadders(),
                        options,
                        null)) {
            hear(cascade, 1, cap, NamedBundle.OF_THE_FILE);
            assertThat(message(cascade)).isEmpty();
            hear(cascade, 2, cap, NamedBundle.OF_THE_FILE, TestLadders.SECOND);
            assertThat(message(cascade)).contains("nothing is granted: a bucket of 3.000 J");
            hear(cascade, 3, cap, TestLadders.SECOND, NamedBundle.OF_THE_FILE);
            assertThat(message(cascade)).isEmpty();
        }
    }

    /** What the task says last of its only budget. */
    private static String message(CascadeFixture cascade) {
        List<TaskStatus> all = cascade.statuses();
        return all.get(all.size() - 1).budgets().get(0).message();
    }

    private static CascadeFixture swapping(CascadeOptions options) throws Exception {
        return new CascadeFixture(options, ShadowSampling.NONE, new TestLadders());
    }

    private static void hear(CascadeFixture cascade, NamedBundle... bundles) throws Exception {
        hear(cascade, 5, Budgets.NONE, bundles);
    }

    private static void hear(
            CascadeFixture cascade, long epoch, Budgets budgets, NamedBundle... bundles)
            throws Exception {
        cascade.harness.processElement(
                new StreamRecord<>(
                        new ControlNotice(
                                epoch,
                                -1,
                                "",
                                new byte[0],
                                epoch,
                                BudgetDocument.document(budgets),
                                List.of(bundles))));
    }

    private static AdmittedEvent event(String id, long time, PolicyEpoch epoch) {
        return Events.event(id, "k", time, 200, OptionalLong.empty(), epoch);
    }

    private static int classOf(CascadeFixture cascade, String id) {
        return cascade.answers().stream()
                .filter(answer -> answer.prediction().eventId().equals(id))
                .findFirst()
                .orElseThrow()
                .prediction()
                .predictedClass();
    }

    private static void isOfOneBundle(Answer answer) {
        DecisionRecord decision = answer.prediction().decision();
        boolean second = decision.policyVersion().equals("second");
        assertThat(decision.bundle())
                .endsWith("#" + (second ? TestLadders.SECOND.hash() : Events.BUNDLE_HASH));
        assertThat(decision.epoch()).isEqualTo(second ? 5 : 0);
    }
}
