package io.sluice.operators.experts;

import static io.sluice.operators.experts.ExpertsFixture.BUNDLE;
import static io.sluice.operators.experts.ExpertsFixture.POLICY;
import static io.sluice.operators.experts.ExpertsFixture.START;
import static io.sluice.operators.experts.ExpertsFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.ExpertDocument;
import io.sluice.gates.KeyBudget;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.operators.experts.ExpertsFixture.HeldClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Devices, policies and clients that come, change and go. */
class ExpertsFleetTest {
    @Test
    void aDeviceThatLeavesOrFallsSilentIsNotAsked() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.tombstone("a");
            String first = experts.send(1, 3);
            assertThat(experts.requests())
                    .containsExactly("requests.b low " + first, "requests.c high " + first);

            experts.time(START + 2_900);
            experts.telemetry("c", "high", 1000);
            experts.time(START + 3_300);
            String second = experts.send(2, 3);
            assertThat(experts.requests()).containsExactly("requests.c high " + second);
        }
    }

    @Test
    void telemetryThatContradictsItselfChangesNothing() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.telemetry("b", "low", -5);
            String id = experts.send(1, 3);
            assertThat(experts.requests()).contains("requests.b low " + id);
            assertThat(experts.counted("telemetry_total/refused")).isEqualTo(1);
            assertThat(experts.counted("telemetry_total/accepted")).isEqualTo(3);
        }
    }

    @Test
    void aDeviceIsNotAskedOnATopicOfTheJob() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.telemetry("job", "low", 1);
            String id = experts.send(1, 3);
            assertThat(experts.requests())
                    .contains("requests.b low " + id)
                    .noneMatch(request -> request.startsWith(ExpertsFixture.OWN_TOPIC));
            assertThat(experts.counted("telemetry_total/refused")).isEqualTo(1);
        }
    }

    @Test
    void aDeviceWithAnotherBundleIsNotAsked() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.telemetry("b", "e".repeat(64), "low", 1000);
            String id = experts.send(1, 3);
            assertThat(experts.requests())
                    .containsExactly("requests.a all " + id, "requests.c high " + id);
        }
    }

    @Test
    void anExpertThatIsAnnouncedIsUsedAtOnce() throws Exception {
        byte[] one = policy(List.of(spec("high")));
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.policy = one)) {
            String first = experts.send(1, 3);
            assertThat(experts.requests()).containsExactly("requests.c high " + first);
            experts.control("EXPERT", 5, ExpertDocument.document(spec("low")));
            String second = experts.send(2, 3);
            assertThat(experts.requests())
                    .containsExactly("requests.b low " + second, "requests.c high " + second);

            experts.reply(first, "high", "c", 4);
            experts.reply(second, "low", "b", 3);
            experts.reply(second, "high", "c", 4);
            assertThat(experts.predictions())
                    .extracting(p -> p.decision().epoch(), p -> p.decision().reason())
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(0L, "EXPERTS"),
                            org.assertj.core.groups.Tuple.tuple(5L, "EXPERTS"));
        }
    }

    @Test
    void aPolicyWithABudgetOfKeysIsRefused() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            byte[] budgeted = BUNDLE.firstPolicy().with(new KeyBudget(1e6, 1e6)).document();
            experts.control("POLICY", 5, budgeted);
            String id = experts.send(1, 3);
            experts.reply(id, "low", "b", 3);
            experts.reply(id, "all", "a", 3);
            assertThat(experts.last().decision().epoch()).isZero();
        }
    }

    @Test
    void aPriceOfEnergyChoosesLessOfIt() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.control("PRICES", 5, "{joules: 1}".getBytes(StandardCharsets.UTF_8));
            String id = experts.send(1, 3);
            assertThat(experts.requests()).containsExactly("requests.b low " + id);
            experts.reply(id, "low", "b", 3);
            assertThat(experts.last().decision().prices()).hasSize(1);
        }
    }

    @Test
    void theCoarseChoiceIsMadeBesideAndSwappedIn() throws Exception {
        ExpertPolicy frugal =
                new ExpertPolicy(
                        POLICY.features(),
                        List.of(watts(spec("all"), 10), watts(spec("high"), 4), spec("low")),
                        POLICY.temperature(),
                        POLICY.correlation(),
                        0,
                        POLICY.joulesScale(),
                        5,
                        POLICY.categories(),
                        POLICY.sample(),
                        POLICY.sampleCategories());
        byte[] document = BUNDLE.firstPolicy().with(frugal).document();
        try (ExpertsFixture experts = ExpertsFixture.open(s -> s.policy = document)) {
            String before = experts.send(1, 3);
            assertThat(experts.requests())
                    .as("nobody waits for it")
                    .containsExactly("requests.a all " + before, "requests.b low " + before);
            experts.runMails(2);
            assertThat(experts.counted("coarse_choices_total")).isEqualTo(1);
            String after = experts.send(2, 3);
            assertThat(experts.requests())
                    .as("the standby power of all is beyond its budget")
                    .containsExactly("requests.b low " + after, "requests.c high " + after);

            experts.tombstone("b");
            experts.send(3, 3);
            experts.runMails(2);
            assertThat(experts.counted("coarse_choices_total")).isEqualTo(2);
        }
    }

    @Test
    void clientsOfTheTaskAnswerOnItsThread() throws Exception {
        HeldClient client = new HeldClient();
        AttachedExpert low =
                new AttachedExpert("low", "local", spec("low").bundle(), false, client);
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.devices = false;
                            setting.attached = List.of(low);
                        })) {
            String id = experts.send(1, 3);
            assertThat(experts.requests()).isEmpty();
            assertThat(client.requests).hasSize(1);
            assertThat(client.requests.peek().replyTopic()).isEmpty();

            Thread other =
                    new Thread(() -> client.answered.peek().accept(answer(id, "low", "local", 3)));
            other.start();
            other.join();
            assertThat(experts.predictions()).as("not on that thread").isEmpty();
            experts.runMails();
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.last().decision().actual().bytes()).isZero();
            assertThat(experts.isEmpty()).isTrue();
        }
        assertThat(client.isClosed).isTrue();
    }

    private static ExpertSpec spec(String name) {
        return POLICY.experts().get(POLICY.indexOf(name));
    }

    private static ExpertSpec watts(ExpertSpec spec, double watts) {
        return new ExpertSpec(
                spec.name(),
                spec.bundle(),
                spec.vector(),
                spec.joules(),
                spec.computeMillis(),
                watts,
                spec.multiplyAdds());
    }

    private static byte[] policy(List<ExpertSpec> experts) {
        ExpertPolicy choice =
                new ExpertPolicy(
                        POLICY.features(),
                        experts,
                        POLICY.temperature(),
                        POLICY.correlation(),
                        0,
                        POLICY.joulesScale(),
                        POLICY.standbyWatts(),
                        POLICY.categories(),
                        POLICY.sample(),
                        POLICY.sampleCategories());
        return BUNDLE.firstPolicy().with(choice).document();
    }
}
