package io.sluice.operators.experts;

import static io.sluice.operators.experts.ExpertsFixture.START;
import static io.sluice.operators.experts.ExpertsFixture.answer;
import static io.sluice.operators.experts.ExpertsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.FixedExit;
import io.sluice.gates.GateMode;
import io.sluice.gates.Policy;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the gate's decisions. At the price of these tests it asks {@code low} alone. */
class ExpertsModeTest {
    private static final String DEAR = "{joules: 5}";
    private static final String BUNDLE_OF_ALL = "ab".repeat(32);

    @Test
    void offAsksTheFullSetWhateverItCosts() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            price(experts, 1);
            String before = experts.send(1, 3);
            mode(experts, 2, GateMode.OFF);
            String after = experts.send(2, 3);
            assertThat(experts.requests())
                    .containsExactly(
                            "requests.a all " + after,
                            "requests.b low " + before,
                            "requests.b low " + after);

            experts.reply(after, "low", "b", 3);
            experts.reply(after, "all", "a", 3);
            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
            assertThat(experts.last().decision().epoch()).isEqualTo(2);
            assertThat(experts.last().decision().prices()).hasSize(1);
            assertThat(experts.counted("shadow_gate_requests_total/low")).isZero();
            assertThat(experts.counted("shadow_gate_saved_requests_total")).isZero();
        }
    }

    @Test
    void theFilesModeHoldsFromTheStartAndUntilAnotherComes() throws Exception {
        try (ExpertsFixture experts =
                ExpertsFixture.open(setting -> setting.mode = GateMode.SHADOW)) {
            price(experts, 1);
            experts.send(1, 3);
            assertThat(experts.newRequests()).hasSize(2);
            mode(experts, 2, GateMode.ENFORCE);
            experts.send(2, 3);
            assertThat(experts.newRequests()).hasSize(1);
        }
    }

    @Test
    void shadowCountsWhatTheChoiceWouldHaveSavedAndChanged() throws Exception {
        try (ExpertsFixture experts = open(GateMode.SHADOW)) {
            String same = experts.send(1, 3);
            assertThat(experts.requests())
                    .containsExactly("requests.a all " + same, "requests.b low " + same);
            experts.reply(same, "low", "b", 3);
            experts.reply(same, "all", "a", 3);
            assertThat(experts.counted("shadow_gate_requests_total/low")).isEqualTo(1);
            assertThat(experts.counted("shadow_gate_saved_requests_total")).isEqualTo(1);
            assertThat(experts.counted("shadow_gate_saved_multiply_adds_total")).isEqualTo(100);
            assertThat(experts.counted("shadow_gate_saved_microjoules_total"))
                    .as("what the reply of all says that it took")
                    .isEqualTo(500_000);
            assertThat(experts.counted("shadow_gate_changes_total")).isZero();

            String other = experts.send(2, 3);
            experts.reply(other, "all", "a", 4);
            experts.reply(unsure(other, "low", "b", 3));
            assertThat(experts.last().predictedClass()).as("all is surer").isEqualTo(4);
            assertThat(experts.counted("shadow_gate_changes_total")).isEqualTo(1);
            assertThat(experts.counted("shadow_gate_unknown_total")).isZero();

            String late = experts.send(3, 3);
            experts.reply(late, "all", "a", 3);
            experts.time(START + 200);
            assertThat(experts.last().decision().reason()).isEqualTo("PARTIAL");
            assertThat(experts.counted("shadow_gate_unknown_total"))
                    .as("low had not answered")
                    .isEqualTo(1);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void whomTheGateHadAskedIsAskedBesideTheFullSetAndChangesNothing() throws Exception {
        try (ExpertsFixture experts = ofOne(GateMode.SHADOW, Double.POSITIVE_INFINITY)) {
            String id = experts.send(1, 3);
            assertThat(experts.requests())
                    .containsExactly("requests.a all " + id, "requests.b low " + id);
            experts.reply(id, "low", "b", 4);
            assertThat(experts.predictions()).as("nor is it waited for").isEmpty();
            experts.reply(id, "all", "a", 3);

            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
            assertThat(experts.last().decision().experts())
                    .extracting(use -> use.name() + " " + use.weight() + " " + use.outcome())
                    .containsExactly("all 1.0 ANSWERED", "low 0.0 SHADOW_ANSWERED");
            assertThat(experts.last().decision().predicted().joules()).isEqualTo(4);
            assertThat(experts.last().decision().actual().joules()).isEqualTo(1);
            assertThat(experts.counted("shadow_gate_changes_total")).isEqualTo(1);
            assertThat(experts.counted("shadow_gate_saved_requests_total")).isZero();
            assertThat(experts.isEmpty()).isTrue();

            String second = experts.send(2, 3);
            experts.reply(second, "all", "a", 3);
            assertThat(experts.predictions()).as("its answer is not waited for").hasSize(2);
            assertThat(experts.counted("shadow_gate_unknown_total")).isEqualTo(1);
            experts.reply(second, "low", "b", 3);
            assertThat(experts.counted("replies_total/late")).isEqualTo(1);
            assertThat(experts.predictions()).hasSize(2);
        }
    }

    @Test
    void oneThatIsComparedTakesThePlaceOfOneThatFails() throws Exception {
        try (ExpertsFixture experts = ofOne(GateMode.SHADOW, Double.POSITIVE_INFINITY)) {
            String id = experts.send(1, 3);
            experts.newRequests();
            experts.reply(id, "low", "b", 3);
            experts.reply(refusal(id, "all", "a", Status.OVERLOADED));
            assertThat(experts.newRequests()).isEmpty();
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.last().decision().reason()).isEqualTo("HEDGED");
            assertThat(experts.last().decision().experts())
                    .extracting(ExpertUse::outcome)
                    .containsExactly("FAILED", "HEDGE_ANSWERED");
        }
    }

    @Test
    void oneOfFourTakesThePlaceOfOneOfFourAndAFurtherOneIsAskedWhenThoseFail() throws Exception {
        try (ExpertsFixture experts = fourAndFour()) {
            String id = experts.send(1, 3);
            assertThat(experts.requests()).hasSize(8);
            replyAs(experts, id, "dear1", Status.OVERLOADED);
            for (String expert : List.of("dear2", "dear3", "dear4", "cheap1")) {
                assertThat(experts.predictions()).isEmpty();
                replyAs(experts, id, expert, Status.OK);
            }
            assertThat(experts.newRequests()).isEmpty();
            assertThat(experts.last().decision().reason()).isEqualTo("HEDGED");

            String second = experts.send(2, 3);
            assertThat(experts.requests()).hasSize(8);
            for (int i = 1; i <= 4; i++) {
                replyAs(experts, second, "cheap" + i, Status.OVERLOADED);
            }
            replyAs(experts, second, "dear1", Status.OVERLOADED);
            assertThat(experts.requests()).containsExactly("requests.on-spare spare " + second);
        }
    }

    /** Of nine experts those of four are the surest; at the price others of four are asked. */
    private static ExpertsFixture fourAndFour() throws Exception {
        ExpertPolicy base =
                RouterTestBundle.choice(
                        new ExpertCategory("default", 200, Double.POSITIVE_INFINITY, 4));
        List<ExpertSpec> specs = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            specs.add(expert("dear" + i, 3, 100));
            specs.add(expert("cheap" + i, 0, 1e-3));
        }
        specs.add(expert("spare", 2, 100));
        ExpertPolicy choice =
                new ExpertPolicy(
                        base.features(),
                        specs,
                        base.temperature(),
                        0,
                        0,
                        base.joulesScale(),
                        base.standbyWatts(),
                        base.categories(),
                        base.sample(),
                        base.sampleCategories());
        byte[] policy =
                new Policy("2", ExpertsFixture.BUNDLE.hash(), FixedExit.full())
                        .with(choice)
                        .document();
        ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.policy = policy;
                            setting.devices = false;
                        });
        specs.forEach(s -> experts.telemetry("on-" + s.name(), s.bundle(), s.name(), 1000));
        price(experts, 1);
        mode(experts, 2, GateMode.SHADOW);
        return experts;
    }

    /** One that is as sure of every class. */
    private static ExpertSpec expert(String name, float score, double joules) {
        float[] vector = new float[TestBundles.CLASSES + 1];
        vector[TestBundles.CLASSES] = score;
        return new ExpertSpec(name, BUNDLE_OF_ALL, vector, joules, 1, 0, 100);
    }

    private static void replyAs(ExpertsFixture experts, String id, String expert, Status status)
            throws Exception {
        String device = "on-" + expert;
        float[] logits = new float[TestBundles.CLASSES];
        experts.reply(
                status == Status.OK
                        ? answer(id, expert, device, BUNDLE_OF_ALL, logits)
                        : refusal(id, expert, device, status));
    }

    @Test
    void limitsHoldForTheFullSetAndForWhomIsCompared() throws Exception {
        try (ExpertsFixture experts = ofOne(GateMode.SHADOW, 4.5)) {
            String id = experts.send(1, 3);
            assertThat(experts.requests()).containsExactly("requests.a all " + id);
            experts.reply(id, "all", "a", 3);
            assertThat(experts.counted("shadow_gate_requests_total/low")).isEqualTo(1);
            assertThat(experts.counted("shadow_gate_unknown_total")).isEqualTo(1);
        }
        try (ExpertsFixture experts = ofOne(GateMode.OFF, 3)) {
            String id = experts.send(1, 3);
            assertThat(experts.requests()).containsExactly("requests.b low " + id);
        }
    }

    @ParameterizedTest
    @EnumSource(GateMode.class)
    void aHardBudgetHoldsInEveryMode(GateMode mode) throws Exception {
        Budgets budgets = Budgets.of(List.of(Limit.hard("job", Resource.JOULES, 10, 1, 3)));
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.budgets = budgets)) {
            mode(experts, 1, mode);
            experts.send(1, 8);
            assertThat(experts.newRequests()).as("the bucket is empty at first").isEmpty();
            experts.time(START + 20_000);
            experts.telemetry("a", "all", 4000);
            experts.telemetry("b", "low", 1000);
            experts.telemetry("c", "high", 1000);
            String id = experts.send(2, 8);
            assertThat(experts.requests())
                    .as("3 J do not pay for all")
                    .containsExactly("requests.c high " + id);
            experts.reply(id, "high", "c", 8);
            assertThat(experts.last().decision().reason()).isEqualTo("BUDGET_EXHAUSTED");
        }
    }

    @Test
    void hedgesOfTheFullSetHaveNoPriceEither() throws Exception {
        for (GateMode mode : GateMode.values()) {
            try (ExpertsFixture experts = open(mode)) {
                String id = experts.send(1, 3);
                experts.requests();
                experts.reply(refusal(id, "low", "b", Status.FAILED));
                assertThat(experts.requests())
                        .as("in mode %s", mode)
                        .containsExactly("requests.c high " + id);
            }
        }
    }

    @Test
    void aRestoredRequestKeepsItsMode() throws Exception {
        OperatorSubtaskState saved;
        try (ExpertsFixture experts = open(GateMode.SHADOW)) {
            experts.send(1, 3);
            saved = experts.harness.snapshot(1, 1);
        }
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.state = saved)) {
            mode(experts, 9, GateMode.ENFORCE);
            experts.runMails();
            assertThat(experts.requests())
                    .containsExactly("requests.a all events-0@1", "requests.b low events-0@1");
            experts.reply("events-0@1", "all", "a", 3);
            experts.reply("events-0@1", "low", "b", 3);
            assertThat(experts.counted("shadow_gate_saved_requests_total")).isEqualTo(1);
            String next = experts.send(2, 3);
            assertThat(experts.requests()).containsExactly("requests.b low " + next);
        }
    }

    /** The job's mode is so from the start, at a price. */
    private static ExpertsFixture open(GateMode mode) throws Exception {
        ExpertsFixture experts = ExpertsFixture.open();
        price(experts, 1);
        mode(experts, 2, mode);
        return experts;
    }

    /** The same where one is asked, and {@code all} is the one most likely to be right. */
    private static ExpertsFixture ofOne(GateMode mode, double joulesPerRequest) throws Exception {
        ExpertPolicy choice =
                RouterTestBundle.choice(new ExpertCategory("default", 200, joulesPerRequest, 1));
        ExpertSpec all = choice.experts().get(choice.indexOf("all"));
        float[] surest = all.vector().clone();
        Arrays.fill(surest, 0, TestBundles.CLASSES, 9);
        ExpertSpec surer =
                new ExpertSpec(
                        all.name(),
                        all.bundle(),
                        surest,
                        all.joules(),
                        all.computeMillis(),
                        all.standbyWatts(),
                        all.multiplyAdds());
        byte[] policy =
                new Policy("2", ExpertsFixture.BUNDLE.hash(), FixedExit.full())
                        .with(choice.with(surer))
                        .document();
        ExpertsFixture experts = ExpertsFixture.open(setting -> setting.policy = policy);
        price(experts, 1);
        mode(experts, 2, mode);
        return experts;
    }

    private static void price(ExpertsFixture experts, long epoch) {
        experts.control("PRICES", epoch, DEAR.getBytes(StandardCharsets.UTF_8));
    }

    private static void mode(ExpertsFixture experts, long epoch, GateMode mode) {
        experts.control("MODE", epoch, mode.document());
    }

    /** An answer that is not sure of its class. */
    private static ExpertReply unsure(String id, String expert, String device, int label) {
        float[] logits = new float[TestBundles.CLASSES];
        logits[label] = .1f;
        ExpertReply sure = answer(id, expert, device, label);
        return answer(id, expert, device, sure.bundle(), logits);
    }
}
