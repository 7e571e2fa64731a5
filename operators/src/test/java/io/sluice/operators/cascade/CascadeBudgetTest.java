package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.GateMode;
import io.sluice.gates.JobGroup;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BrownOutSettings;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.budget.PacingSettings;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.Events;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.Metering;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Header;
import io.sluice.schemas.Price;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Budgets of joules on a cascade whose stages cost 1 J each and 2 J at worst. */
class CascadeBudgetTest {
    /** Runs to the last exit, whatever presses. */
    private static final int DEEP = 10;

    /** What leaves the earlier the more presses: 1 to 3 J. */
    private static final int[] MIXED = {40, 120, 60, 140, 80, 50, 100, 70};

    private static final long START = 1000;
    private static final BudgetOptions OPTIONS =
            new BudgetOptions("tenant", JobGroup.ALONE, new OneJoule(), Metering.NONE);

    private int sent;

    @Test
    void aPriceRisesUntilTheBudgetIsMetAndTheRecordSaysIt() throws Exception {
        // 100 events a second that would cost more than 2 J each.
        PolicyEpoch epoch = Events.under(1, soft(150));
        try (CascadeFixture cascade = open(null)) {
            assertThat(joulesPerSecond(cascade, epoch, 20, 20)).isCloseTo(150, within(7.5));
            DecisionRecord last = lastDecision(cascade);
            assertThat(last.prices()).extracting(Price::scope).containsExactly("job");
            assertThat(last.prices().get(0).resource()).isEqualTo(Resource.JOULES);
            assertThat(last.actual().energy()).isEqualTo(Provenance.ESTIMATED);
        }
    }

    @Test
    void loweredBudgetsHoldFromTheirEpochOnWithinTenSeconds() throws Exception {
        try (CascadeFixture cascade = open(null)) {
            joulesPerSecond(cascade, Events.under(1, soft(220)), 10, 10);
            assertThat(lastDecision(cascade).epoch()).isEqualTo(1);
            PolicyEpoch lowered = Events.under(2, soft(130));
            assertThat(joulesPerSecond(cascade, lowered, 10, 20)).isCloseTo(130, within(6.5));
            assertThat(lastDecision(cascade).epoch()).isEqualTo(2);
            assertThat(cascade.answers()).hasSize(sent);
        }
    }

    @Test
    void anEventKeepsThePricesOfItsAdmission() throws Exception {
        PolicyEpoch epoch = Events.under(1, soft(.001));
        try (CascadeFixture cascade = open(null)) {
            for (int i = 0; i < 4; i++) {
                send(cascade, epoch, "");
            }
            cascade.harness.setProcessingTime(START + 20);
            send(cascade, epoch, "");
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.answers().subList(0, 4))
                    .allSatisfy(answer -> assertThat(pressure(answer.prediction())).isZero());
            assertThat(pressure(cascade.answers().get(4).prediction())).isPositive();
        }
    }

    @Test
    void aHardBudgetOfTenantsIsNeverPassedAndOthersAreNotTouched() throws Exception {
        Limit limit = Limit.hard("tenant/*", Resource.JOULES, 4, 1, 6);
        PolicyEpoch epoch = Events.under(1, Budgets.of(List.of(limit)));
        try (CascadeFixture cascade = open(null)) {
            for (int i = 0; i < 1000; i++) {
                cascade.harness.setProcessingTime(START + 10L * i);
                send(cascade, epoch, "greedy");
                cascade.harness.prepareSnapshotPreBarrier(1);
            }
            double spent = joules(cascade, 0, sent);
            assertThat(spent).isLessThanOrEqualTo(6 + 4 * 10).isGreaterThan(30);
            assertThat(cascade.answers())
                    .anyMatch(a -> a.prediction().decision().exit() == -1)
                    .allMatch(
                            a ->
                                    a.prediction().decision().reason().equals("BUDGET_EXHAUSTED")
                                            || a.prediction().decision().exit() == 2
                                            || a.prediction().decision().reason().equals("EXIT"));
            send(cascade, epoch, "modest");
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(lastDecision(cascade).reason()).isNotEqualTo("BUDGET_EXHAUSTED");
        }
    }

    @Test
    void anEventMayNotCostMoreThanItsOwnLimit() throws Exception {
        PolicyEpoch epoch = Events.under(1, Budgets.of(List.of(Limit.event(Resource.JOULES, 4.5))));
        try (CascadeFixture cascade = open(null)) {
            send(cascade, epoch, "");
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(lastDecision(cascade).exit()).isEqualTo(1);
            assertThat(lastDecision(cascade).reason()).isEqualTo("BUDGET_EXHAUSTED");
        }
    }

    @Test
    void aTaskAcknowledgesEpochsAndSaysHowItStands() throws Exception {
        PolicyEpoch epoch = Events.under(3, soft(150));
        try (CascadeFixture cascade = open(null)) {
            cascade.harness.processElement(Events.notice(3, 4, "not usable"), 0);
            assertThat(cascade.statuses()).hasSize(1);
            double spent = 5 * joulesPerSecond(cascade, epoch, 0, 5);
            TaskStatus last = cascade.statuses().get(cascade.statuses().size() - 1);
            assertThat(last.epoch()).isEqualTo(3);
            assertThat(last.refusedEpoch()).isEqualTo(4);
            assertThat(last.refusal()).isEqualTo("not usable");
            assertThat(last.operator()).isEqualTo("cascade");
            TaskStatus.BudgetStatus budget = last.budgets().get(0);
            assertThat(budget.scope()).isEqualTo("job");
            assertThat(budget.amount()).isEqualTo(150);
            assertThat(budget.price()).isPositive();
            assertThat(budget.share()).isEqualTo(1);
            assertThat(budget.spent()).isBetween(.7 * spent, spent);
            assertThat(budget.eventsPerSecond()).isCloseTo(100, within(5.0));
        }
    }

    /** Else nobody could divide a budget among tasks of which one has no events. */
    @Test
    void aTaskWithoutEventsHoldsTheBudgetsOfItsEpoch() throws Exception {
        byte[] budgets = BudgetDocument.document(soft(150));
        try (CascadeFixture cascade = open(null)) {
            cascade.harness.setProcessingTime(5_000);
            cascade.harness.processElement(
                    new ControlNotice(
                            3, -1, "", new byte[0], 3, budgets, List.of(NamedBundle.OF_THE_FILE)),
                    0);
            TaskStatus status = cascade.statuses().get(0);
            assertThat(status.sharesSequence()).isPositive();
            assertThat(status.budgets())
                    .extracting(TaskStatus.BudgetStatus::amount)
                    .containsExactly(150.0);
        }
    }

    /** Budgets from an event time on come by the watermark, of which the task is told. */
    @Test
    void anEventFarAheadBringsNoBudgetsBeforeTheirTime() throws Exception {
        byte[] policy =
                new Policy("test", Events.BUNDLE_HASH, CertaintyThreshold.confidence(.8f, .8f))
                        .document();
        PolicyEpoch scheduled =
                PolicyEpoch.of(2, 5000, policy, Prices.NONE).with(soft(130), GateMode.ENFORCE);
        try (CascadeFixture cascade = open(null)) {
            byte[] none = BudgetDocument.document(Budgets.NONE);
            cascade.harness.processElement(
                    new ControlNotice(
                            2, -1, "", new byte[0], 1, none, List.of(NamedBundle.OF_THE_FILE)),
                    0);
            send(cascade, scheduled, "");
            passSeconds(cascade, 1);
            assertThat(lastStatus(cascade).budgets()).isEmpty();
            byte[] document = BudgetDocument.document(soft(130));
            cascade.harness.processElement(
                    new ControlNotice(
                            2, -1, "", new byte[0], 2, document, List.of(NamedBundle.OF_THE_FILE)),
                    0);
            assertThat(lastStatus(cascade).budgets()).hasSize(1);
        }
    }

    /** The system's clock is set back by an hour: the budget is kept all the same. */
    @Test
    void aClockThatIsSetBackStopsNoPace() throws Exception {
        PolicyEpoch epoch = Events.under(1, soft(150));
        try (CascadeFixture cascade = open(null)) {
            cascade.harness.setProcessingTime(4_000_000);
            joulesPerSecond(cascade, epoch, 20, 1);
            cascade.harness.setProcessingTime(400_000);
            assertThat(joulesPerSecond(cascade, epoch, 1, 30)).isCloseTo(150, within(7.5));
        }
    }

    /** One of two partitions is 20 s behind, the other is not. Then nothing comes at all. */
    @Test
    void aBrownOutGoesByTheOldestQueuedEventAndEndsWithoutEvents() throws Exception {
        BrownOutSettings brownOut = new BrownOutSettings(.8, .4, 0, 1, 10, List.of(2.0, 4.0));
        Budgets budgets =
                new Budgets(
                        List.of("standard"), Map.of(), List.of(), brownOut, PacingSettings.DEFAULT);
        PolicyEpoch epoch = Events.under(1, budgets);
        try (CascadeFixture cascade = open(null)) {
            cascade.harness.setProcessingTime(20_000);
            cascade.harness.processElement(Events.notice(1, -1, ""), 0);
            for (int i = 1; i <= 45; i++) {
                long now = 20_000 + 100L * i;
                cascade.harness.setProcessingTime(now);
                send(cascade, epoch, "", DEEP, 5);
                send(cascade, epoch, "", DEEP, now);
            }
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(pressure(cascade.answers().get(0).prediction())).isZero();
            assertThat(pressure(cascade.answers().get(sent - 1).prediction())).isEqualTo(4);
            assertThat(lastStatus(cascade).tier()).isEqualTo(2);

            passSeconds(cascade, 30);
            assertThat(lastStatus(cascade).tier()).isZero();
            // The first step came with the second report, the last is left with the third of none.
            double degraded = lastStatus(cascade).degradedSeconds();
            assertThat(degraded).isBetween(4.0, 6.5);
            passSeconds(cascade, 30);
            assertThat(lastStatus(cascade).degradedSeconds()).isEqualTo(degraded);
        }
    }

    @Test
    void aBucketThatIsTooSmallForOneStageIsSaid() throws Exception {
        Budgets hard =
                Budgets.of(List.of(Limit.hard(Limit.JOB, Resource.JOULES, 40, 60, 40 / 60.0)));
        try (CascadeFixture cascade = open(null)) {
            cascade.harness.processElement(
                    new ControlNotice(
                            3,
                            -1,
                            "",
                            new byte[0],
                            3,
                            BudgetDocument.document(hard),
                            List.of(NamedBundle.OF_THE_FILE)),
                    0);
            assertThat(cascade.statuses().get(0).budgets().get(0).message())
                    .startsWith("nothing is granted: a bucket of 0.6667 J")
                    .endsWith("expected a burst of at least 2.000 J");
        }
    }

    @Test
    void aBudgetBelowTheCheapestActionIsSaid() throws Exception {
        try (CascadeFixture cascade = open(null)) {
            cascade.harness.processElement(Events.notice(1, -1, ""), 0);
            joulesPerSecond(cascade, Events.under(1, soft(50)), 0, 5);
            TaskStatus last = cascade.statuses().get(cascade.statuses().size() - 1);
            assertThat(last.budgets().get(0).message())
                    .startsWith("50.00 J of 50.00 J are this task's, the cheapest action takes ")
                    .contains("100.0 J at 100.0 events/s");
        }
    }

    @Test
    void pricesAreThereAgainAfterARestore() throws Exception {
        PolicyEpoch epoch = Events.under(1, soft(120));
        OperatorSubtaskState state;
        double before;
        try (CascadeFixture cascade = open(null)) {
            joulesPerSecond(cascade, epoch, 0, 10);
            before = pressure(cascade.answers().get(sent - 1).prediction());
            cascade.harness.prepareSnapshotPreBarrier(1);
            state = cascade.harness.snapshot(1, 1);
        }
        try (CascadeFixture cascade = open(state)) {
            send(cascade, epoch, "");
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(before).isPositive();
            assertThat(pressure(cascade.answers().get(0).prediction()))
                    .isCloseTo(before, within(.2 * before));
        }
    }

    private static CascadeFixture open(OperatorSubtaskState state) throws Exception {
        return new CascadeFixture(
                CascadeFixture.FREE,
                ShadowSampling.NONE,
                new CascadeFixture.Opener(),
                OPTIONS,
                state);
    }

    private static Budgets soft(double joulesPerSecond) {
        return Budgets.of(List.of(Limit.soft("job", Resource.JOULES, joulesPerSecond, 1)));
    }

    /** What 100 events a second cost, after some seconds that do not count. */
    private double joulesPerSecond(
            CascadeFixture cascade, PolicyEpoch epoch, int settling, int seconds) throws Exception {
        long from = cascade.harness.getProcessingTime();
        int counted = 0;
        for (int i = 1; i <= 100 * (settling + seconds); i++) {
            if (i == 100 * settling + 1) {
                counted = cascade.answers().size();
            }
            cascade.harness.setProcessingTime(from + 10L * i);
            send(cascade, epoch, "", MIXED[i % MIXED.length]);
        }
        cascade.harness.prepareSnapshotPreBarrier(1);
        return joules(cascade, counted, cascade.answers().size()) / seconds;
    }

    private static double joules(CascadeFixture cascade, int from, int to) {
        return cascade.answers().subList(from, to).stream()
                .map(answer -> answer.prediction().decision())
                // What was refused ran nothing, and has no energy figure.
                .filter(decision -> decision.exit() >= 0)
                .mapToDouble(decision -> decision.actual().joules())
                .sum();
    }

    private void send(CascadeFixture cascade, PolicyEpoch epoch, String tenant) throws Exception {
        send(cascade, epoch, tenant, DEEP);
    }

    private void send(CascadeFixture cascade, PolicyEpoch epoch, String tenant, int strength)
            throws Exception {
        send(cascade, epoch, tenant, strength, 5);
    }

    /**
     * @param written when its record was, milliseconds
     */
    private void send(
            CascadeFixture cascade, PolicyEpoch epoch, String tenant, int strength, long written)
            throws Exception {
        String id = "e" + sent++;
        AdmittedEvent event = event(id, "k", sent, strength, OptionalLong.empty(), epoch);
        SourceRecord origin =
                new SourceRecord(
                        "events",
                        0,
                        sent,
                        written,
                        null,
                        new byte[0],
                        List.of(new Header("tenant", tenant.getBytes(StandardCharsets.UTF_8))));
        long now = cascade.harness.getProcessingTime() * 1000;
        cascade.send(new AdmittedEvent(event.event(), epoch, origin, now));
    }

    private static void passSeconds(CascadeFixture cascade, int seconds) throws Exception {
        for (int i = 0; i < seconds; i++) {
            cascade.harness.setProcessingTime(cascade.harness.getProcessingTime() + 1000);
        }
    }

    private static TaskStatus lastStatus(CascadeFixture cascade) {
        return cascade.statuses().get(cascade.statuses().size() - 1);
    }

    private static DecisionRecord lastDecision(CascadeFixture cascade) {
        var answers = cascade.answers();
        return answers.get(answers.size() - 1).prediction().decision();
    }

    private static double pressure(io.sluice.schemas.Prediction prediction) {
        return prediction.decision().prices().stream().mapToDouble(Price::value).sum();
    }
}
