package io.sluice.operators.experts;

import static io.sluice.operators.experts.ExpertsFixture.SETTLED;
import static io.sluice.operators.experts.ExpertsFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.experts.HedgeRule;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import org.junit.jupiter.api.Test;

/** When a further expert is asked because one is late. */
class ExpertsHedgingTest {
    @Test
    void whenThePredictedTimeIsOverAFurtherOneIsAsked() throws Exception {
        try (ExpertsFixture experts = open(HedgeRule.AUTO)) {
            // All is predicted to take 4 ms and 2 ms of transfer.
            String id = experts.send(1, 3);
            experts.requests();
            experts.reply(id, "low", "b", 3);
            experts.time(START + 5);
            assertThat(experts.requests()).isEmpty();
            experts.time(START + 6);
            assertThat(experts.requests()).containsExactly("requests.c high " + id);

            experts.reply(id, "high", "c", 4);
            assertThat(experts.last().decision().reason()).isEqualTo("HEDGED");
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.last().decision().experts())
                    .extracting(ExpertUse::outcome)
                    .containsExactly("LATE", "ANSWERED", "HEDGE_ANSWERED");
            assertThat(experts.isEmpty()).isTrue();
            experts.reply(id, "all", "a", 3);
            assertThat(experts.predictions()).hasSize(1);
            assertThat(experts.counted("replies_total/late")).isEqualTo(1);
        }
    }

    @Test
    void theFirstChoiceMayStillComeFirst() throws Exception {
        try (ExpertsFixture experts = open(HedgeRule.AUTO)) {
            String id = experts.send(1, 3);
            experts.reply(id, "low", "b", 3);
            experts.time(START + 6);
            experts.reply(id, "all", "a", 3);

            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
            assertThat(experts.last().decision().experts())
                    .extracting(ExpertUse::outcome)
                    .containsExactly("ANSWERED", "ANSWERED", "LATE");
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void anotherReplicaOfTheSameExpertMayBeTheFurtherOne() throws Exception {
        try (ExpertsFixture experts = open(HedgeRule.AUTO)) {
            experts.telemetry("d", "low", 1500);
            String id = experts.send(1, 3);
            experts.requests();
            experts.reply(id, "all", "a", 3);
            experts.time(START + 6);
            assertThat(experts.requests()).containsExactly("requests.d low " + id);

            experts.reply(id, "low", "d", 3);
            assertThat(experts.last().decision().reason()).isEqualTo("HEDGED");
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void aTimeOfItsOwn() throws Exception {
        try (ExpertsFixture experts = open(HedgeRule.after(50_000))) {
            String id = experts.send(1, 3);
            experts.requests();
            experts.time(START + 49);
            assertThat(experts.requests()).isEmpty();
            experts.time(START + 50);
            assertThat(experts.requests()).containsExactly("requests.c high " + id);
            experts.time(SETTLED);
            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void never() throws Exception {
        try (ExpertsFixture experts = open(HedgeRule.NEVER)) {
            experts.send(1, 3);
            experts.requests();
            experts.time(SETTLED - 1);
            assertThat(experts.requests()).isEmpty();
            assertThat(experts.counted("hedges_total")).isZero();
        }
    }

    @Test
    void oneThatIsLateAgainAndAgainIsNotAskedAnyMore() throws Exception {
        try (ExpertsFixture experts = open(HedgeRule.NEVER)) {
            long now = START;
            for (int i = 0; i < 6; i++) {
                experts.telemetry("a", "all", 4000);
                experts.telemetry("b", "low", 1000);
                experts.telemetry("c", "high", 1000);
                String id = experts.send(i, 3);
                experts.reply(id, "low", "b", 3);
                now += 250;
                experts.time(now);
            }
            experts.requests();
            String id = experts.send(9, 3);
            assertThat(experts.requests())
                    .as("the breaker of all on a is open")
                    .containsExactly("requests.b low " + id, "requests.c high " + id);
        }
    }

    @Test
    void furtherExpertsKeepToTheCapOfThePolicyToo() throws Exception {
        // The router takes 100 multiply-adds, and each expert as many.
        byte[] capped = ExpertsFixture.BUNDLE.firstPolicy().withMaxMultiplyAdds(399).document();
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.hedging = HedgeRule.AUTO;
                            setting.policy = capped;
                        })) {
            experts.send(1, 3);
            assertThat(experts.requests()).hasSize(2);
            experts.time(SETTLED);
            assertThat(experts.requests()).isEmpty();
            assertThat(experts.last().decision().actual().multiplyAdds()).isEqualTo(300);
        }
    }

    private static ExpertsFixture open(HedgeRule rule) throws Exception {
        return ExpertsFixture.open(setting -> setting.hedging = rule);
    }
}
