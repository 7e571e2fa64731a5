package io.sluice.operators.experts;

import static io.sluice.operators.experts.ExpertsFixture.SETTLED;
import static io.sluice.operators.experts.ExpertsFixture.START;
import static io.sluice.operators.experts.ExpertsFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.operators.experts.ExpertsFixture.HeldClient;
import io.sluice.schemas.ExpertReply;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;

/** Clocks that are wrong, tasks that are held up, and times that cannot be. */
class ExpertsTimesTest {
    @Test
    void aTimerCountsThoughTheClockHasSteppedBack() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.fire(id, SETTLED);
            assertThat(experts.harness.getProcessingTime()).isEqualTo(START);
            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void repliesThatAreThereAreReadBeforeALateTimerCounts() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.stall(SETTLED + 50);
            assertThat(experts.predictions()).isEmpty();
            experts.reply(id, "low", "b", 3);
            experts.reply(id, "all", "a", 3);
            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
            experts.runMails();
            assertThat(experts.predictions()).hasSize(1);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void withoutAReplyALateTimerCounts() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.stall(SETTLED + 50);
            experts.runMails();
            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            experts.reply(id, "low", "b", 3);
            assertThat(experts.predictions()).hasSize(1);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void aTaskThatWasHeldUpBlamesNobody() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            long now = START;
            for (int i = 0; i < 10; i++) {
                experts.telemetry("a", "all", 4000);
                experts.telemetry("b", "low", 1000);
                String id = experts.send(i, 3);
                assertThat(experts.requests())
                        .containsExactly("requests.a all " + id, "requests.b low " + id);
                now += 250;
                experts.stall(now);
                experts.runMails();
                experts.reply(id, "low", "b", 3);
                experts.reply(id, "all", "a", 3);
                now += 50;
                experts.time(now);
            }
        }
    }

    @Test
    void anEventsOwnDeadlineIsBounded() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.send(1, 3, OptionalLong.of(Long.MAX_VALUE));
            assertThat(experts.newRequests())
                    .allSatisfy(
                            sent ->
                                    assertThat(sent.request().budgetMicros())
                                            .as("ten times the 200 ms of its category")
                                            .isEqualTo(1_995_000))
                    .hasSize(2);
            experts.time(START + 1_995);
            assertThat(experts.last().decision().reason()).isEqualTo("NO_ANSWER");
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void aDeadlineThatIsOverIsCounted() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.send(1, 3, OptionalLong.of(Long.MIN_VALUE));
            assertThat(experts.last().decision().reason()).isEqualTo("NO_EXPERT");
            assertThat(experts.counted("deadlines_passed_total")).isEqualTo(1);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void aReplyTookNoLongerThanItWasWaitedFor() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.time(START + 10);
            ExpertReply low = answer(id, "low", "b", 3);
            experts.reply(
                    new ExpertReply(
                            id,
                            "low",
                            "b",
                            low.bundle(),
                            ExpertReply.Status.OK,
                            "",
                            low.logits(),
                            Long.MAX_VALUE,
                            Long.MAX_VALUE,
                            low.joules(),
                            low.energy()));
            experts.reply(id, "all", "a", 3);
            assertThat(experts.last().decision().actual().seconds()).isCloseTo(.013, within(.005));
        }
    }

    @Test
    void aLateReplyThatWasPassedOnIsKnown() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.time(SETTLED);
            experts.reply(id, "all", "peer", 3);
            assertThat(experts.counted("replies_total/late")).isEqualTo(1);
            experts.reply(id, "all", "peer", 3);
            assertThat(experts.counted("replies_total/duplicate")).isEqualTo(1);
        }
    }

    @Test
    void atTheEndOfTheInputClientsOfTheTaskAreWaitedFor() throws Exception {
        HeldClient client = new HeldClient();
        AttachedExpert low = new AttachedExpert("low", "server", "", true, client);
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.devices = false;
                            setting.attached = List.of(low);
                        })) {
            String id = experts.send(1, 3);
            experts.harness.processWatermark1(Watermark.MAX_WATERMARK);
            Thread other =
                    new Thread(() -> client.answered.peek().accept(answer(id, "low", "own", 3)));
            other.start();
            experts.harness.getOperator().finish();
            other.join();

            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
            assertThat(experts.last().decision().experts())
                    .as("by the name it was asked by")
                    .extracting(use -> use.device() + " " + use.outcome())
                    .containsExactly("server ANSWERED");
            assertThat(experts.isEmpty()).isTrue();
        }
    }
}
