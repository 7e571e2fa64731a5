package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.energy.EnergyMeter;
import io.sluice.energy.PowerModel;
import io.sluice.energy.ProcessMeter;
import io.sluice.energy.SimulatedSource;
import io.sluice.gates.JobGroup;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Events;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.Metering;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Budgets of joules where the table says 1 J for every row and the machine takes another amount,
 * which a simulated counter sees. Spending is what the machine took, of which the table is no part.
 */
class MeteredBudgetTest {
    private static final double IDLE_WATTS = 5;
    private static final double STEP_SECONDS = .01;

    /** What leaves the earlier the more presses: 1 to 3 rows. */
    private static final int[] MIXED = {40, 120, 60, 140, 80, 50, 100, 70};

    /** Where the budget is kept, in rows a second of 100 events a second. */
    private static final double ROWS_PER_SECOND = 150;

    private static ProcessMeter process;

    private final Random random = new Random(11);
    private SimulatedSource counter;
    private double trueJoulesPerRow;
    private int sent;

    @BeforeEach
    void startCounter() {
        counter = new SimulatedSource(7);
        process =
                new ProcessMeter(
                        new EnergyMeter(
                                List.of(counter), PowerModel.UNKNOWN, IDLE_WATTS, counter::nanos),
                        counter::nanos);
    }

    @ParameterizedTest
    @CsvSource({"1.3, 0, 0", "0.7, 0, 0", "1.3, 0.4, 0.1", "0.7, 0.4, 0.1"})
    void aTableThatIsWrongByAThirdKeepsTheBudgetByTheMeter(
            double truth, double lagSeconds, double dropOuts) throws Exception {
        trueJoulesPerRow = truth;
        double budget = ROWS_PER_SECOND * truth;
        counter.lag(lagSeconds).tick(.05).dropOuts(dropOuts);
        try (CascadeFixture cascade = open(() -> process.join(() -> {}))) {
            assertThat(wattsSpent(cascade, soft(budget), 20, 30))
                    .isCloseTo(budget, within(.05 * budget));
            assertThat(status(cascade).meterRatio()).isCloseTo(truth, within(.05 * truth));
            assertThat(cascade.answers()).hasSize(sent);
        }
    }

    /** What the tests above would find if nothing were measured. */
    @ParameterizedTest
    @CsvSource({"1.3", "0.7"})
    void withoutAMeterTheBudgetIsMissedByWhatTheTableIsWrong(double truth) throws Exception {
        trueJoulesPerRow = truth;
        double budget = ROWS_PER_SECOND * truth;
        try (CascadeFixture cascade = open(Metering.NONE)) {
            double missed = wattsSpent(cascade, soft(budget), 20, 30) / budget;
            assertThat(missed).isCloseTo(truth, within(.05));
            assertThat(status(cascade).meterRatio()).isNaN();
        }
    }

    @Test
    void aTaskSaysWhenItKnowsOfNoJoules() throws Exception {
        try (CascadeFixture cascade = open(BudgetOptions.NONE)) {
            wattsSpent(cascade, soft(100), 0, 3);
            assertThat(status(cascade).budgets().get(0).message())
                    .isEqualTo("no joules are known yet, as nothing was measured");
        }
    }

    @Test
    void aMeterThatGoesAwayChangesNothingButWhatIsSaidOfIt() throws Exception {
        trueJoulesPerRow = 1.3;
        double budget = ROWS_PER_SECOND * trueJoulesPerRow;
        try (CascadeFixture cascade = open(() -> process.join(() -> {}))) {
            assertThat(wattsSpent(cascade, soft(budget), 20, 20))
                    .isCloseTo(budget, within(.05 * budget));
            assertThat(status(cascade).meterRatio()).isCloseTo(1.3, within(.06));
            counter.dropOuts(1);
            assertThat(wattsSpent(cascade, soft(budget), 0, 40))
                    .isCloseTo(budget, within(.05 * budget));
            assertThat(status(cascade).meterRatio()).isNaN();
            assertThat(cascade.answers()).hasSize(sent);
            assertThat(cascade.answers())
                    .extracting(answer -> answer.prediction().decision().actual().energy())
                    .as("an event leaves before a window is measured")
                    .containsOnly(Provenance.ESTIMATED);
            counter.dropOuts(0);
            wattsSpent(cascade, soft(budget), 0, 3);
            assertThat(status(cascade).meterRatio()).isCloseTo(1.3, within(.06));
        }
    }

    /** Of what is accounted nothing passes the cap; what is found beyond is paid back. */
    @Test
    void aHardBudgetPaysBackWhatTheMeterFindsAboveTheAccount() throws Exception {
        trueJoulesPerRow = 1.3;
        try (CascadeFixture cascade = open(() -> process.join(() -> {}))) {
            Limit cap = Limit.hard("job", Resource.JOULES, 110, 1, 110);
            assertThat(wattsSpent(cascade, cap, 5, 30)).isCloseTo(110, within(.05 * 110));
            assertThat(cascade.answers())
                    .anyMatch(a -> a.prediction().decision().reason().equals("BUDGET_EXHAUSTED"));
        }
    }

    private static Limit soft(double joulesPerSecond) {
        return Limit.soft("job", Resource.JOULES, joulesPerSecond, 1);
    }

    private static CascadeFixture open(Metering metering) throws Exception {
        return open(new BudgetOptions("", JobGroup.ALONE, new OneJoule(), metering));
    }

    private static CascadeFixture open(BudgetOptions options) throws Exception {
        CascadeFixture cascade =
                new CascadeFixture(
                        CascadeFixture.FREE,
                        ShadowSampling.NONE,
                        new CascadeFixture.Opener(),
                        options,
                        null);
        cascade.forgetRuns();
        cascade.harness.processElement(Events.notice(1, -1, ""), 0);
        return cascade;
    }

    /** What the machine takes above idle for 100 events a second, after some seconds. */
    private double wattsSpent(CascadeFixture cascade, Limit limit, int settling, int seconds)
            throws Exception {
        PolicyEpoch epoch = Events.under(1, Budgets.of(List.of(limit)));
        long from = cascade.harness.getProcessingTime();
        double spent = 0;
        for (int i = 1; i <= (settling + seconds) / STEP_SECONDS; i++) {
            cascade.harness.setProcessingTime(from + 10L * i);
            AdmittedEvent event =
                    event(
                            "e" + sent,
                            "k",
                            sent,
                            MIXED[sent % MIXED.length],
                            OptionalLong.empty(),
                            epoch);
            sent++;
            cascade.send(
                    new AdmittedEvent(
                            event.event(),
                            epoch,
                            event.origin(),
                            cascade.harness.getProcessingTime() * 1000));
            // A row takes up to a fifth more or less than the mean.
            double joules = runRows(cascade) * trueJoulesPerRow * (.8 + .4 * random.nextDouble());
            counter.use(IDLE_WATTS + joules / STEP_SECONDS, STEP_SECONDS);
            if (i * STEP_SECONDS > settling) {
                spent += joules;
            }
        }
        cascade.harness.prepareSnapshotPreBarrier(1);
        return spent / seconds;
    }

    /** How many rows the kernels have computed since the last call. */
    private static int runRows(CascadeFixture cascade) {
        int rows = cascade.batches().stream().mapToInt(Integer::intValue).sum();
        cascade.forgetRuns();
        return rows;
    }

    private static TaskStatus status(CascadeFixture cascade) {
        List<TaskStatus> statuses = cascade.statuses();
        return statuses.get(statuses.size() - 1);
    }
}
