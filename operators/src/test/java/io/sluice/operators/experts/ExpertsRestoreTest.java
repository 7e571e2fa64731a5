package io.sluice.operators.experts;

import static io.sluice.operators.experts.ExpertsFixture.MAX_PARALLELISM;
import static io.sluice.operators.experts.ExpertsFixture.SETTLED;
import static io.sluice.operators.experts.ExpertsFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What becomes of pending requests when a job is restored. */
class ExpertsRestoreTest {
    @Test
    void theyAreAskedAgainWithAllTheTimeTheyHad() throws Exception {
        OperatorSubtaskState saved = pendingAtSnapshot();
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.state = saved)) {
            assertThat(experts.harness.numKeyedStateEntries()).isEqualTo(1);
            experts.harness.processWatermark1(new Watermark(20_000));
            assertThat(experts.watermarks()).as("held back behind it").isEmpty();
            experts.runMails();
            assertThat(experts.counted("asked_again_total")).isEqualTo(1);
            assertThat(experts.newRequests())
                    .as("what low answered is kept")
                    .singleElement()
                    .satisfies(
                            again -> {
                                assertThat(again.topic()).isEqualTo("requests.a");
                                assertThat(again.request().budgetMicros()).isEqualTo(195_000);
                            });

            experts.reply("events-0@1", "all", "a", 3);
            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.last().decision().experts()).hasSize(2);
            assertThat(experts.watermarks()).containsExactly(20_000L);
            experts.time(SETTLED + 1_000);
            assertThat(experts.isEmpty()).isTrue();
            assertThat(experts.predictions()).hasSize(1);
        }
    }

    @Test
    void aReplyToTheFirstTimeCountsForTheSecond() throws Exception {
        OperatorSubtaskState saved = pendingAtSnapshot();
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.state = saved)) {
            experts.runMails();
            experts.reply("events-0@1", "all", "a", 3);
            experts.reply("events-0@1", "all", "a", 3);
            assertThat(experts.predictions()).hasSize(1);
            assertThat(experts.counted("replies_total/duplicate")).isEqualTo(1);
        }
    }

    @Test
    void timersOfBeforeSettleNothingEarly() throws Exception {
        OperatorSubtaskState saved = pendingAtSnapshot();
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.state = saved)) {
            experts.time(START + 150);
            experts.runMails();
            experts.time(SETTLED);
            assertThat(experts.predictions()).isEmpty();
            experts.time(START + 150 + 195);
            assertThat(experts.last().decision().reason()).isEqualTo("PARTIAL");
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void withNobodyToAskTheyAreAnsweredAllTheSame() throws Exception {
        OperatorSubtaskState saved;
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.send(1, 3);
            saved = experts.harness.snapshot(1, 1);
        }
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.state = saved;
                            setting.devices = false;
                        })) {
            // What was known of the devices is saved too; they have left since.
            experts.tombstone("a");
            experts.tombstone("b");
            experts.tombstone("c");
            experts.time(START + 200);
            experts.runMails();
            assertThat(experts.last().decision().reason()).isEqualTo("NO_EXPERT");
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void telemetryIsSaved() throws Exception {
        OperatorSubtaskState saved;
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            saved = experts.harness.snapshot(1, 1);
        }
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.state = saved;
                            setting.devices = false;
                        })) {
            String id = experts.send(1, 3);
            assertThat(experts.requests())
                    .containsExactly("requests.a all " + id, "requests.b low " + id);
        }
    }

    @Test
    void eachTaskAsksAgainForItsOwn() throws Exception {
        OperatorSubtaskState saved;
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            for (int i = 0; i < 20; i++) {
                experts.send(i, 3);
            }
            saved = experts.harness.snapshot(1, 1);
        }
        List<String> again = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            int index = task;
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            saved, MAX_PARALLELISM, 1, 2, index);
            try (ExpertsFixture experts =
                    ExpertsFixture.open(
                            setting -> {
                                setting.state = part;
                                setting.parallelism = 2;
                                setting.index = index;
                            })) {
                experts.runMails();
                assertThat(experts.counted("asked_again_total")).isBetween(1L, 19L);
                experts.newRequests().forEach(request -> again.add(request.request().requestId()));
                experts.time(SETTLED);
                assertThat(experts.isEmpty()).isTrue();
            }
        }
        assertThat(again).hasSize(40);
        assertThat(again.stream().distinct()).hasSize(20);
    }

    @Test
    void whoIsChosenAnewIsWaitedFor() throws Exception {
        OperatorSubtaskState saved = pendingAtSnapshot();
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.state = saved)) {
            // Low has answered, and is not there any more.
            experts.tombstone("a");
            experts.tombstone("b");
            experts.time(START + 200);
            experts.runMails();
            assertThat(experts.requests()).containsExactly("requests.c high events-0@1");
            assertThat(experts.predictions()).isEmpty();
            experts.reply("events-0@1", "high", "c", 3);
            assertThat(experts.last().decision().reason()).isEqualTo("EXPERTS");
            assertThat(experts.last().decision().experts()).hasSize(2);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    @Test
    void thoseOfAnotherBundleAreRoutedAnew() throws Exception {
        OperatorSubtaskState saved;
        String other = "f".repeat(64);
        byte[] policy = ExpertsFixture.BUNDLE.firstPolicy().withBundle(other).document();
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.bundleHash = other;
                            setting.policy = policy;
                        })) {
            String id = experts.send(1, 3);
            experts.reply(id, "low", "b", 8);
            saved = experts.harness.snapshot(1, 1);
        }
        try (ExpertsFixture experts = ExpertsFixture.open(setting -> setting.state = saved)) {
            experts.runMails();
            assertThat(experts.requests())
                    .as("what low answered is of another bundle's experts")
                    .containsExactly("requests.a all events-0@1", "requests.b low events-0@1");
            experts.reply("events-0@1", "all", "a", 3);
            experts.reply("events-0@1", "low", "b", 3);
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.isEmpty()).isTrue();
        }
    }

    private static OperatorSubtaskState pendingAtSnapshot() throws Exception {
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            String id = experts.send(1, 3);
            experts.reply(id, "low", "b", 3);
            return experts.harness.snapshot(1, 1);
        }
    }
}
