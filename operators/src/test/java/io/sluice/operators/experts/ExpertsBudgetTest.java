package io.sluice.operators.experts;

import static io.sluice.operators.experts.ExpertsFixture.START;
import static io.sluice.operators.experts.ExpertsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.budget.ShareMessage;
import io.sluice.gates.experts.HedgeRule;
import io.sluice.operators.budget.SpentOverTime;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Price;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

/** Budgets of a job whose experts are known to take 4 J ({@code all}) and 1 J each. */
class ExpertsBudgetTest {
    /** From one where experts know nothing to one where one alone is all but sure. */
    private static final int[] STRENGTHS = {0, 30, 10, 40, 20, 5, 35, 15, 25};

    private static final int PER_SECOND = 100;

    private int sent;

    @Test
    void aPriceRisesUntilWhatRepliesSayMeetsTheBudget() throws Exception {
        // Unpriced they would take 5.5 J each, at least 1.1 J: 10 % more than is known.
        try (ExpertsFixture experts = open(soft("job", Resource.JOULES, 250))) {
            drive(experts, 20, request -> answer(experts, request, 1.1));
            int from = experts.predictions().size();
            drive(experts, 20, request -> answer(experts, request, 1.1));
            List<Prediction> counted = experts.predictions();
            assertThat(joules(counted.subList(from, counted.size())) / 20)
                    .isCloseTo(250, within(.05 * 250));
            assertThat(decision(experts).prices())
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
    void aCapHoldsOverEveryTimeAlsoForHedgesAndSilentExperts() throws Exception {
        double rate = 150;
        double burst = 20;
        SpentOverTime spent = new SpentOverTime();
        try (ExpertsFixture experts = hedging(cap(rate, burst))) {
            drive(
                    experts,
                    20,
                    request -> {
                        double at = experts.harness.getProcessingTime() * 1e-3;
                        int number = spent.size();
                        if (number % 11 == 3) {
                            spent.add(at, 0);
                            reply(
                                    experts,
                                    refusal(
                                            request.request().requestId(),
                                            request.request().expert(),
                                            device(request),
                                            ExpertReply.Status.OVERLOADED));
                        } else if (number % 17 == 5) {
                            spent.add(at, known(request));
                        } else {
                            spent.add(at, .9 * known(request));
                            answer(experts, request, .9);
                        }
                    });
            experts.time(experts.harness.getProcessingTime() + 1_000);

            assertThat(spent.mostAboveRate(rate)).isLessThanOrEqualTo(burst + 1e-6);
            double all = spent.joules();
            assertThat(all).as("what may be spent is not held back").isGreaterThan(.7 * rate * 20);
            assertThat(joules(experts.predictions())).isCloseTo(all, within(1e-6));
            assertThat(experts.counted("hedges_total")).isPositive();
            assertThat(experts.counted("budget_exhausted_total")).isPositive();
            assertThat(experts.predictions()).hasSize(20 * PER_SECOND);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void anEmptyBucketAsksNobodyAndOneInDebtNeither() throws Exception {
        try (ExpertsFixture experts = open(cap(10, 10))) {
            String id = sendToAFullBucket(experts);
            assertThat(decision(experts).reason()).isEqualTo("BUDGET_EXHAUSTED");
            assertThat(experts.last().predictedClass()).isEqualTo(-1);
            experts.reply(answer(id, "low", 1));
            experts.reply(answer(id, "all", 20));
            assertThat(decision(experts).reason()).isEqualTo("EXPERTS");

            // All took more than is known, so 11 J are owed.
            pause(experts, 1_000);
            experts.send(++sent, 3);
            assertThat(decision(experts).reason()).isEqualTo("BUDGET_EXHAUSTED");
            assertThat(experts.newRequests()).isEmpty();
            pause(experts, 300);
            id = experts.send(++sent, 3);
            assertThat(experts.requests()).containsExactly("requests.b low " + id);
            assertThat(experts.counted("budget_refused_total")).isEqualTo(2);
        }
    }

    @Test
    void aBucketThatHoldsTooLittleAsksTheCheapest() throws Exception {
        try (ExpertsFixture experts = open(cap(10, 3))) {
            experts.send(++sent, 8);
            pause(experts, 20_000);
            String id = experts.send(++sent, 8);
            assertThat(experts.requests())
                    .as("of those that take as little the best")
                    .containsExactly("requests.c high " + id);
            experts.reply(answer(id, "high", 1));
            assertThat(decision(experts).reason()).isEqualTo("BUDGET_EXHAUSTED");
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.counted("budget_exhausted_total")).isEqualTo(2);
            assertThat(experts.counted("budget_refused_total")).isEqualTo(1);
        }
    }

    @Test
    void aHedgeIsReservedForToo() throws Exception {
        try (ExpertsFixture experts = hedging(cap(10, 5))) {
            String id = sendToAFullBucket(experts);
            // All is late, but nothing is left for another.
            experts.time(experts.harness.getProcessingTime() + 100);
            experts.reply(answer(id, "low", 1));
            assertThat(experts.requests()).isEmpty();
            experts.time(experts.harness.getProcessingTime() + 100);
            assertThat(decision(experts).reason()).isEqualTo("PARTIAL");
        }
        try (ExpertsFixture experts = hedging(cap(10, 5))) {
            String id = sendToAFullBucket(experts);
            // What was reserved for all does for another.
            experts.reply(refusal(id, "all", "a", ExpertReply.Status.OVERLOADED));
            assertThat(experts.requests()).containsExactly("requests.c high " + id);
            experts.reply(answer(id, "low", 1));
            experts.reply(answer(id, "high", 1));
            assertThat(decision(experts).reason()).isEqualTo("HEDGED");
            assertThat(decision(experts).actual().joules()).isEqualTo(2);
        }
    }

    @Test
    void oneRequestTakesNoMoreThanItsLimit() throws Exception {
        try (ExpertsFixture experts =
                open(Budgets.of(List.of(Limit.event(Resource.JOULES, 1.5))))) {
            String id = experts.send(++sent, 8);
            assertThat(experts.requests()).containsExactly("requests.c high " + id);
            // A hedge would be the second.
            experts.reply(refusal(id, "high", "c", ExpertReply.Status.FAILED));
            assertThat(experts.requests()).isEmpty();
            assertThat(decision(experts).reason()).isEqualTo("NO_ANSWER");
        }
        try (ExpertsFixture experts = open(Budgets.of(List.of(Limit.event(Resource.JOULES, .5))))) {
            experts.send(++sent, 8);
            assertThat(decision(experts).reason()).isEqualTo("BUDGET_EXHAUSTED");
        }
    }

    @Test
    void aHedgeGoesByThePricesOfItsRequest() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String before = experts.send(++sent, 3);
            experts.control("PRICES", 3, "{joules: 5}".getBytes(StandardCharsets.UTF_8));
            String after = experts.send(++sent, 3);
            assertThat(experts.requests())
                    .containsExactlyInAnyOrder(
                            "requests.a all " + before,
                            "requests.b low " + before,
                            "requests.b low " + after);

            experts.reply(refusal(before, "all", "a", ExpertReply.Status.OVERLOADED));
            assertThat(experts.requests()).containsExactly("requests.c high " + before);
            experts.reply(before, "low", "b", 3);
            experts.reply(before, "high", "c", 3);
            assertThat(decision(experts).prices()).isEmpty();
            experts.reply(after, "low", "b", 3);
            assertThat(decision(experts).prices()).hasSize(1);
        }
    }

    @Test
    void aRestoredRequestKeepsItsPricesThoughTheyMoveOn() throws Exception {
        Budgets budgets = soft("tenant/acme", Resource.JOULES, 150);
        Header tenant = new Header("tenant", "acme".getBytes(StandardCharsets.UTF_8));
        OperatorSubtaskState saved;
        List<Price> pinned;
        String pending;
        try (ExpertsFixture experts = open(budgets)) {
            drive(experts, 5, request -> answer(experts, request, 1), tenant);
            pending = experts.send(++sent, 3, until(experts, 1_900), tenant);
            int asked = experts.newRequests().size();
            assertThat(asked).isPositive();
            experts.send(++sent, 3, tenant);
            experts.newRequests().forEach(request -> answer(experts, request, 1));
            pinned = decision(experts).prices();
            assertThat(pinned).extracting(Price::scope).containsExactly("tenant/acme");

            experts.time(experts.harness.getProcessingTime() + 1_500);
            experts.send(++sent, 3, tenant);
            experts.newRequests().forEach(request -> answer(experts, request, 1));
            assertThat(decision(experts).prices()).as("they move on").isNotEqualTo(pinned);
            saved = experts.harness.snapshot(1, 1);
        }
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.budgets = budgets;
                            setting.state = saved;
                        })) {
            experts.runMails();
            experts.newRequests().forEach(request -> answer(experts, request, 1));
            assertThat(experts.last().eventId()).isEqualTo("event-" + pending.split("@")[1]);
            assertThat(decision(experts).prices()).isEqualTo(pinned);
        }
    }

    @Test
    void whatARestoredRequestTookBeforeIsPaidOnce() throws Exception {
        Budgets budgets = soft("job", Resource.JOULES, 1_000);
        OperatorSubtaskState saved;
        try (ExpertsFixture experts = open(budgets)) {
            String id = experts.send(++sent, 3, until(experts, 1_900));
            experts.reply(answer(id, "low", 1.5));
            experts.time(START + 1_500);
            assertThat(budget(experts).spent()).as("reserved").isEqualTo(5);
            saved = experts.harness.snapshot(1, 1);
        }
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.budgets = budgets;
                            setting.state = saved;
                        })) {
            experts.runMails();
            assertThat(experts.newRequests()).hasSize(1);
            experts.reply(answer("events-0@" + sent, "all", 4));
            assertThat(decision(experts).actual().joules()).isEqualTo(5.5);
            experts.reply(answer("events-0@" + sent, "all", 4));
            experts.time(START + 1_500);
            assertThat(budget(experts).spent())
                    .as("of all 4 J, which is asked again, and of low what was not reserved")
                    .isCloseTo(4.5, within(1e-9));
        }
    }

    @Test
    void aRequestWithoutAnswersPaysWhatIsKnownAndALateReplyNothing() throws Exception {
        try (ExpertsFixture experts = open(soft("job", Resource.JOULES, 1_000))) {
            String id = experts.send(++sent, 3);
            experts.reply(refusal(id, "low", "b", ExpertReply.Status.OVERLOADED));
            experts.time(START + 300);
            experts.reply(answer(id, "all", 9));
            experts.time(START + 1_500);
            double joules = decision(experts).actual().joules();
            assertThat(joules).as("all, and high in place of low").isEqualTo(5);
            assertThat(budget(experts).spent()).isCloseTo(joules, within(1e-9));
        }
    }

    @Test
    void answersThatAreTooLateRaiseAPriceOfTime() throws Exception {
        try (ExpertsFixture experts = open(Budgets.of(List.of(Limit.latency("job", 25, .9))))) {
            for (int i = 0; i < 50; i++) {
                experts.send(++sent, 3);
                List<AddressedRequest> asked = experts.newRequests();
                experts.time(experts.harness.getProcessingTime() + 40);
                asked.forEach(request -> answer(experts, request, 1));
                telemetry(experts);
            }
            assertThat(decision(experts).prices())
                    .singleElement()
                    .satisfies(
                            price -> {
                                assertThat(price.resource()).isEqualTo(Resource.MILLISECONDS);
                                assertThat(price.value()).isPositive();
                            });
        }
    }

    @Test
    void bytesToDevicesHaveAPriceToo() throws Exception {
        try (ExpertsFixture experts = open(soft("job", Resource.BYTES, 6_000))) {
            drive(experts, 20, request -> answer(experts, request, 1));
            int from = experts.predictions().size();
            drive(experts, 20, request -> answer(experts, request, 1));
            List<Prediction> all = experts.predictions();
            double bytes =
                    all.subList(from, all.size()).stream()
                            .mapToLong(one -> one.decision().actual().bytes())
                            .sum();
            assertThat(bytes / 20).isCloseTo(6_000, within(.05 * 6_000));
        }
    }

    @Test
    void tasksShareBudgetsAsTheControlTopicSays() throws Exception {
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.budgets = soft("job", Resource.JOULES, 250);
                            setting.parallelism = 2;
                            setting.index = 1;
                        })) {
            while (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            "events-0@" + (sent + 1), ExpertsFixture.MAX_PARALLELISM, 2)
                    != 1) {
                sent++;
            }
            experts.send(++sent, 3);
            experts.time(START + 1_500);
            assertThat(budget(experts).share()).isEqualTo(.5);
            assertThat(experts.statuses().get(0).operator()).isEqualTo("experts");
            long[] started = {1, experts.statuses().get(0).startedMicros()};
            ShareMessage shares =
                    new ShareMessage(2, started, Map.of("job joules", new double[] {.25, .75}));
            experts.control("SHARES", 0, shares.document());
            experts.time(START + 3_000);
            assertThat(budget(experts).share()).isEqualTo(.75);
        }
    }

    private static ExpertsFixture open(Budgets budgets) throws Exception {
        return ExpertsFixture.open(setting -> setting.budgets = budgets);
    }

    private static ExpertsFixture hedging(Budgets budgets) throws Exception {
        return ExpertsFixture.open(
                setting -> {
                    setting.budgets = budgets;
                    setting.hedging = HedgeRule.AUTO;
                });
    }

    private static Budgets soft(String scope, Resource resource, double perSecond) {
        return Budgets.of(List.of(Limit.soft(scope, resource, perSecond, 1)));
    }

    private static Budgets cap(double joulesPerSecond, double burst) {
        return Budgets.of(List.of(Limit.hard("job", Resource.JOULES, joulesPerSecond, 1, burst)));
    }

    /** Sends requests of all kinds and gives out at once whom they ask. */
    private void drive(
            ExpertsFixture experts,
            int seconds,
            Consumer<AddressedRequest> devices,
            Header... headers)
            throws Exception {
        for (int i = 0; i < seconds * PER_SECOND; i++) {
            experts.time(experts.harness.getProcessingTime() + 1_000 / PER_SECOND);
            if (i % PER_SECOND == 0) {
                telemetry(experts);
            }
            experts.newRequests().forEach(devices);
            experts.send(
                    ExpertsFixture.event(
                            ++sent,
                            i % 10,
                            STRENGTHS[i % STRENGTHS.length],
                            OptionalLong.empty(),
                            experts.harness.getProcessingTime() * 1000,
                            headers));
            // Who is asked in place of one that has failed says so, too.
            experts.newRequests().forEach(devices);
            experts.newRequests().forEach(devices);
        }
    }

    /** The bucket was empty at first; once it is full and the price gone, both are asked. */
    private String sendToAFullBucket(ExpertsFixture experts) throws Exception {
        experts.send(++sent, 3);
        pause(experts, 20_000);
        String id = experts.send(++sent, 3);
        assertThat(experts.newRequests()).hasSize(2);
        return id;
    }

    /** Nothing comes for a time but what devices say of themselves. */
    private static void pause(ExpertsFixture experts, long millis) throws Exception {
        experts.time(experts.harness.getProcessingTime() + millis);
        telemetry(experts);
    }

    private static void telemetry(ExpertsFixture experts) {
        experts.telemetry("a", "all", 4000);
        experts.telemetry("b", "low", 1000);
        experts.telemetry("c", "high", 1000);
    }

    private static OptionalLong until(ExpertsFixture experts, long millis) {
        return OptionalLong.of(experts.harness.getProcessingTime() + millis);
    }

    private static void answer(ExpertsFixture experts, AddressedRequest request, double factor) {
        ExpertReply reply =
                answer(
                        request.request().requestId(),
                        request.request().expert(),
                        factor * known(request));
        reply(experts, reply);
    }

    private static void reply(ExpertsFixture experts, ExpertReply reply) {
        try {
            experts.reply(reply);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** An answer that says what it took. */
    private static ExpertReply answer(String id, String expert, double joules) {
        ExpertReply reply = ExpertsFixture.answer(id, expert, deviceOf(expert), 3);
        return new ExpertReply(
                reply.requestId(),
                reply.expert(),
                reply.device(),
                reply.bundle(),
                reply.status(),
                reply.message(),
                reply.logits(),
                reply.queueMicros(),
                reply.computeMicros(),
                joules,
                Provenance.MEASURED);
    }

    private static String device(AddressedRequest request) {
        return deviceOf(request.request().expert());
    }

    private static String deviceOf(String expert) {
        return expert.equals("all") ? "a" : expert.equals("low") ? "b" : "c";
    }

    private static double known(AddressedRequest request) {
        return request.request().expert().equals("all") ? 4 : 1;
    }

    private static DecisionRecord decision(ExpertsFixture experts) {
        return experts.last().decision();
    }

    private static TaskStatus.BudgetStatus budget(ExpertsFixture experts) {
        List<TaskStatus> all = experts.statuses();
        return all.get(all.size() - 1).budgets().get(0);
    }

    private static double joules(List<Prediction> predictions) {
        return predictions.stream().mapToDouble(one -> one.decision().actual().joules()).sum();
    }
}
