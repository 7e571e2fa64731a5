package io.sluice.operators.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.GateMode;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BrownOutSettings;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.budget.PacingSettings;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.budget.SpentOverTime;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets of a sensors' job; what its devices draw is in {@link Devices}. */
class SensorsBudgetTest {
    private static final IntPredicate ALWAYS = tick -> true;

    @Test
    void aHigherPriceNeverRaisesWhatIsSpent() throws Exception {
        List<Double> spent = spentByPrice(ALWAYS);
        assertThat(spent).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(spent.get(spent.size() - 1)).isLessThan(.2 * spent.get(0));
    }

    /** A gate that wakes sensors sooner for the cheaper set may pay for some wakings more. */
    @Test
    void norDoesItWhereContextsChangeButForWaking() throws Exception {
        List<Double> spent = spentByPrice(weather(3));
        for (int i = 1; i < spent.size(); i++) {
            assertThat(spent.get(i)).isLessThan(1.01 * spent.get(i - 1));
        }
        assertThat(spent.get(spent.size() - 1)).isLessThan(.2 * spent.get(0));
    }

    private static List<Double> spentByPrice(IntPredicate isDark) throws Exception {
        List<Double> spent = new ArrayList<>();
        for (double price : new double[] {0, .5, 1, 2, 4, 8, 100}) {
            Prices prices = Prices.of(List.of(new Price(Resource.JOULES, "job", price)));
            PolicyEpoch epoch = Devices.epoch(0, Budgets.NONE, GateMode.ENFORCE, prices);
            try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
                new Devices(sensors, 7).drive(120, epoch, isDark, 1);
                spent.add(Devices.joules(sensors.predictions(), 10, 120));
            }
        }
        return spent;
    }

    @Test
    void aBudgetIsMetAndHalvedItIsMetAgain() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            Devices devices = new Devices(sensors, 20);
            devices.drive(120, Devices.epoch(0, soft("job", 80)), ALWAYS, 1);
            devices.drive(120, Devices.epoch(1, soft("job", 40)), ALWAYS, 1);

            List<Prediction> all = sensors.predictions();
            assertThat(Devices.joules(all, 20, 120) / 100).isCloseTo(80, within(.05 * 80));
            assertThat(Devices.joules(all, 130, 240) / 110).isCloseTo(40, within(.05 * 40));
            assertThat(all).extracting(p -> p.decision().epoch()).containsOnly(0L, 1L).isSorted();
            assertThat(sensors.last().decision().prices())
                    .singleElement()
                    .satisfies(
                            price -> {
                                assertThat(price.resource()).isEqualTo(Resource.JOULES);
                                assertThat(price.scope()).isEqualTo("job");
                                assertThat(price.value()).isPositive();
                            });
        }
    }

    @Test
    void aSampleIsChargedOnceWithWhatItsPredictionSays() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.DELTAS)) {
            Devices devices = new Devices(sensors, 7);
            devices.drive(60, Devices.epoch(0, soft("job", 20)), weather(5), 1);
            sensors.harness.prepareSnapshotPreBarrier(1);
            sensors.hear(notice(0, soft("job", 20)));

            TaskStatus.BudgetStatus status = last(sensors.statuses()).budgets().get(0);
            assertThat(status.spent())
                    .isCloseTo(Devices.joules(sensors.predictions(), 0, 60), within(1e-6));
            assertThat(status.events()).isEqualTo(7 * 60);
        }
    }

    @Test
    void aPriceOfATenantOrKeyIsItsOwn() throws Exception {
        for (String scope : List.of("tenant/car1", "tenant/*", "key/*")) {
            try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
                Budgets budgets = soft(scope, 2);
                Devices devices = new Devices(sensors, 2);
                // The start, with all sensors on, is paid back by a price that falls slowly.
                devices.drive(150, Devices.epoch(0, budgets), tick -> tick % 7 == 1, 1);

                assertThat(ofDevice(sensors, "car0").decision().prices())
                        .as(scope)
                        .allMatch(price -> price.value() == 0);
                assertThat(Devices.joules(of(sensors, "car1"), 20, 150) / 130)
                        .as(scope)
                        .isLessThan(1.2 * 2);
                assertThat(of(sensors, "car1")).as(scope).anyMatch(p -> pressure(p) > 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aCapHoldsOverEveryTime(long seed) throws Exception {
        double rate = 25;
        double burst = 250;
        Budgets cap = cap("job", rate, burst);
        PolicyEpoch epoch = Devices.epoch(0, cap);
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            Devices devices = new Devices(sensors, 6);
            // Nothing is there at the start, and the devices have all sensors on already.
            devices.drive(60, epoch, weather(seed), (int) (seed % 3));
            double debt = 0;
            for (int second = 60; second < 300; second++) {
                devices.drive(1, epoch, weather(seed), (int) (seed % 3));
                sensors.hear(notice(0, cap));
                debt += last(sensors.statuses()).budgets().get(0).debt();
            }
            SpentOverTime spent = new SpentOverTime();
            for (Prediction one : sensors.predictions()) {
                spent.add(one.decision().decidedMicros() * 1e-6, one.decision().actual().joules());
            }
            assertThat(spent.mostAboveRate(rate)).isLessThanOrEqualTo(burst + 1e-6);
            assertThat(debt).as("what was spent and not reserved before").isLessThan(1e-6);
            assertThat(Devices.joules(sensors.predictions(), 60, 300) / 240)
                    .as("what may be spent is not held back")
                    .isGreaterThan(.9 * rate);
            assertThat(sensors.counted("commands_total/budget")).isPositive();
            assertThat(sensors.predictions()).hasSize(6 * 300);
        }
    }

    @Test
    void anEmptyBucketRunsNothingAndSaysSo() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            PolicyEpoch epoch = Devices.epoch(0, cap("job", 10, 100));
            Devices devices = new Devices(sensors, 1);
            devices.drive(1, epoch, ALWAYS, 0);

            DecisionRecord decision = sensors.last().decision();
            assertThat(decision.reason()).isEqualTo("BUDGET_EXHAUSTED");
            assertThat(decision.configuration()).isEmpty();
            assertThat(sensors.last().predictedClass()).isEqualTo(-1);
            assertThat(decision.actual().multiplyAdds()).isZero();
            assertThat(decision.actual().joules())
                    .as("sensors draw whatever is decided")
                    .isCloseTo(16.5, within(1e-9));
            assertThat(sensors.commands())
                    .singleElement()
                    .satisfies(
                            command -> {
                                assertThat(command.reason()).isEqualTo("BUDGET");
                                assertThat(command.on()).containsExactly("camera");
                            });
            assertThat(sensors.counted("budget_exhausted_total")).isEqualTo(1);
            assertThat(sensors.counted("budget_refused_total")).isEqualTo(1);
            assertThat(sensors.counted("no_modality_total")).isZero();

            devices.drive(10, epoch, ALWAYS, 0);
            assertThat(sensors.last().decision().configuration())
                    .as("with the camera it takes less than 7 W")
                    .isEqualTo("radar");
        }
    }

    @Test
    void whatIsNotSetAsideIsRefusedOnceASampleAndNoMoreOfItThanAPeriodTakes() throws Exception {
        Budgets tooLittle =
                new Budgets(
                        List.of(Budgets.STANDARD),
                        Map.of(),
                        List.of(Limit.hard("job", Resource.JOULES, 1, 1, 1)),
                        BrownOutSettings.NONE,
                        new PacingSettings(.01, 1, 1));
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            // The camera alone takes half a watt, and is set aside for 3 s; wanted is the radar.
            new Devices(sensors, 1).drive(120, Devices.epoch(0, tooLittle), ALWAYS, 0);
            sensors.hear(notice(0, tooLittle));
            TaskStatus.BudgetStatus status = last(sensors.statuses()).budgets().get(0);
            assertThat(status.refused()).isBetween(60L, 120L);
            assertThat(status.demand())
                    .as("joules a second, where both sensors draw 6.5 W")
                    .isBetween(.5, 7.5);
        }
    }

    @Test
    void whatWasNotComputedForACapIsNoAnswerToGiveAgain() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.DELTAS)) {
            Devices devices = new Devices(sensors, 1);
            devices.drive(10, Devices.epoch(0, cap("job", 10, 100)), ALWAYS, 0);
            // The first two owe what all sensors have drawn.
            assertThat(sensors.predictions())
                    .extracting(p -> p.decision().reason())
                    .startsWith("BUDGET_EXHAUSTED")
                    .endsWith("UNCHANGED", "UNCHANGED");
            assertThat(sensors.last().predictedClass()).isNotNegative();
        }
    }

    @Test
    void aBucketThatHoldsTooLittleRunsTheCheapest() throws Exception {
        // Of what is present the radar takes .22 J, the camera .11 J, and all stems .06 J.
        for (double most : new double[] {16.5 + .3, 16.5 + .15, 16.5 + .1}) {
            Budgets event = Budgets.of(List.of(Limit.event(Resource.JOULES, most)));
            try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
                sensors.send(
                        Samples.sample(
                                "car",
                                1,
                                Samples.ALL,
                                Samples.ALL,
                                Samples.DARK,
                                Devices.epoch(0, event)));
                DecisionRecord decision = sensors.last().decision();
                assertThat(decision.actual().joules()).isLessThanOrEqualTo(most);
                String expected = most > 16.7 ? "radar" : most > 16.61 ? "camera" : "";
                assertThat(decision.configuration()).isEqualTo(expected);
                assertThat(decision.reason())
                        .isEqualTo(most > 16.7 ? "CONFIGURATION" : "BUDGET_EXHAUSTED");
            }
        }
    }

    @Test
    void pricesOutliveARestoreAndBucketsAreEmptyThen() throws Exception {
        Budgets budgets =
                new Budgets(
                        List.of(Budgets.STANDARD),
                        Map.of(),
                        List.of(
                                Limit.soft("job", Resource.JOULES, 10, 1),
                                Limit.hard("key/*", Resource.JOULES, 50, 1, 500)),
                        BrownOutSettings.NONE,
                        PacingSettings.DEFAULT);
        PolicyEpoch epoch = Devices.epoch(0, budgets);
        OperatorSubtaskState saved;
        double price;
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            Devices devices = new Devices(sensors, 7);
            devices.drive(30, epoch, ALWAYS, 1);
            sensors.harness.prepareSnapshotPreBarrier(1);
            saved = sensors.harness.snapshot(1, 1);
            price = sensors.last().decision().prices().get(0).value();
            assertThat(price).isGreaterThan(.5);
        }
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE, saved)) {
            sensors.send(Samples.sample("car0", 31, 1, 1, Samples.DARK, epoch));
            DecisionRecord decision = sensors.last().decision();
            assertThat(decision.prices().get(0).value()).isCloseTo(price, within(.1 * price));
            assertThat(decision.reason()).isEqualTo("BUDGET_EXHAUSTED");
        }
    }

    @Test
    void theTaskThatKeepsBudgetsSaysHowItStands() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            sensors.hear(notice(3, cap("job", 10, 1)));
            assertThat(sensors.predictions()).isEmpty();
            TaskStatus status = last(sensors.statuses());
            assertThat(status.operator()).isEqualTo("sensors");
            assertThat(status.epoch()).isEqualTo(3);
            assertThat(status.budgets()).hasSize(1);

            new Devices(sensors, 1).drive(3, Devices.epoch(3, cap("job", 10, 1)), ALWAYS, 0);
            assertThat(last(sensors.statuses()).budgets().get(0).message())
                    .contains("nothing is granted: a bucket of 1.000 J");
        }
    }

    private static double pressure(Prediction prediction) {
        return Prices.of(prediction.decision().prices()).pressure();
    }

    private static TaskStatus last(List<TaskStatus> statuses) {
        return statuses.get(statuses.size() - 1);
    }

    private static List<Prediction> of(SensorsFixture sensors, String device) {
        return sensors.predictions().stream()
                .filter(prediction -> prediction.eventId().startsWith(device))
                .toList();
    }

    private static Prediction ofDevice(SensorsFixture sensors, String device) {
        List<Prediction> all = of(sensors, device);
        return all.get(all.size() - 1);
    }

    private static ControlNotice notice(long epoch, Budgets budgets) {
        return new ControlNotice(
                epoch,
                -1,
                "",
                new byte[0],
                epoch,
                BudgetDocument.document(budgets),
                List.of(NamedBundle.OF_THE_FILE));
    }

    private static Budgets cap(String scope, double watts, double burst) {
        return Budgets.of(List.of(Limit.hard(scope, Resource.JOULES, watts, 1, burst)));
    }

    private static Budgets soft(String scope, double watts) {
        return Budgets.of(List.of(Limit.soft(scope, Resource.JOULES, watts, 1)));
    }

    /** Dark for some seconds of a device and not for others. */
    private static IntPredicate weather(long seed) {
        Random random = new Random(seed);
        boolean[] dark = new boolean[4096];
        for (int i = 0; i < dark.length; i++) {
            dark[i] = random.nextBoolean();
        }
        return tick -> dark[(tick % 7 * 131 + tick / 70) % dark.length];
    }
}
