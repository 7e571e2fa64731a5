package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.KeyBudget;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.operators.Events;
import io.sluice.schemas.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inputs made to run long exhaust the budget of their own key, and nothing else. */
class KeyBudgetTest {
    /** Runs to the last exit. */
    private static final int DEEP = 10;

    /** Leaves at the first exit. */
    private static final int EASY = 200;

    private long stage;
    private PolicyEpoch epoch;

    @BeforeEach
    void readTheCosts() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("probe", null, 0, 255));
            cascade.harness.prepareSnapshotPreBarrier(0);
            stage = cascade.answers().get(0).prediction().decision().actual().multiplyAdds();
        }
        // Five stages at once, and one more each second.
        epoch = Events.budgeted(0, new KeyBudget(stage, 5.0 * stage));
    }

    @Test
    void whoCannotPayTheNextStageLeavesAndWhoCannotPayTheFirstIsRefused() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            send(cascade, "a", "k", DEEP);
            send(cascade, "b", "k", DEEP);
            send(cascade, "c", "k", DEEP);
            send(cascade, "keyless", null, DEEP);
            assertThat(outcomes(cascade))
                    .containsExactly(
                            "a 2 FULL_DEPTH",
                            "b 1 BUDGET_EXHAUSTED",
                            "c -1 BUDGET_EXHAUSTED",
                            "keyless 2 FULL_DEPTH");
        }
    }

    @Test
    void theBucketFillsWithTime() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            for (String id : List.of("a", "b", "c")) {
                send(cascade, id, "k", DEEP);
            }
            cascade.harness.setProcessingTime(1000 + 1999);
            send(cascade, "d", "k", DEEP);
            cascade.harness.setProcessingTime(1000 + 2001);
            send(cascade, "e", "k", DEEP);
            assertThat(outcomes(cascade)).endsWith("d 0 BUDGET_EXHAUSTED", "e 0 BUDGET_EXHAUSTED");
        }
    }

    @Test
    void oneKeysDeepEventsChangeNothingForOthers() throws Exception {
        epoch = Events.budgeted(0, new KeyBudget(20.0 * stage, 20.0 * stage));
        assertThat(ofOthers(true)).isEqualTo(ofOthers(false)).hasSize(200);
    }

    @Test
    void aBucketIsExactAfterARestore() throws Exception {
        OperatorSubtaskState state;
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            send(cascade, "a", "k", DEEP);
            cascade.harness.prepareSnapshotPreBarrier(1);
            state = cascade.harness.snapshot(1, 1);
        }
        try (CascadeFixture cascade = restored(state)) {
            send(cascade, "b", "k", DEEP);
            send(cascade, "other", "l", DEEP);
            assertThat(outcomes(cascade))
                    .containsExactly("b 1 BUDGET_EXHAUSTED", "other 2 FULL_DEPTH");
        }
    }

    @Test
    void aBucketIsFoundByWhicheverTaskSeesItsKeyAfterARescale() throws Exception {
        OperatorSubtaskState state;
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            send(cascade, "a", "k", DEEP);
            cascade.harness.prepareSnapshotPreBarrier(1);
            state = cascade.harness.snapshot(1, 1);
        }
        List<OperatorSubtaskState> again = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            OperatorSubtaskState share =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, 128, 1, 2, task);
            try (CascadeFixture cascade = restored(share)) {
                if (task == 1) {
                    send(cascade, "b", "k", EASY);
                }
                again.add(cascade.harness.snapshot(2, 2));
            }
        }
        // Back to one task, which has the bucket from both: the emptier one counts.
        OperatorSubtaskState both =
                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        AbstractStreamOperatorTestHarness.repackageState(
                                again.get(0), again.get(1)),
                        128,
                        2,
                        1,
                        0);
        try (CascadeFixture cascade = restored(both)) {
            send(cascade, "c", "k", DEEP);
            assertThat(outcomes(cascade)).containsExactly("c 0 BUDGET_EXHAUSTED");
        }
    }

    @Test
    void aNewBudgetTakesTheOldBucketsOver() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            send(cascade, "a", "k", DEEP);
            cascade.harness.prepareSnapshotPreBarrier(1);
            epoch = Events.budgeted(1, new KeyBudget(stage, 9.0 * stage));
            send(cascade, "b", "k", DEEP);
            assertThat(outcomes(cascade)).containsExactly("a 2 FULL_DEPTH", "b 1 BUDGET_EXHAUSTED");
        }
    }

    /** What happens to the other keys' events, one of eight in a batch of four. */
    private List<String> ofOthers(boolean attacked) throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            for (int i = 0; i < 200; i++) {
                cascade.harness.setProcessingTime(1000 + 20L * i);
                send(cascade, "good" + i, "k" + i % 7, i % 3 == 0 ? 100 : EASY);
                for (int j = 0; attacked && j < 3; j++) {
                    send(cascade, "attack" + i + "-" + j, "attacker", DEEP);
                }
            }
            List<String> all = outcomes(cascade);
            assertThat(all.contains("attack199-2 -1 BUDGET_EXHAUSTED")).isEqualTo(attacked);
            return all.stream().filter(outcome -> outcome.startsWith("good")).toList();
        }
    }

    private CascadeFixture restored(OperatorSubtaskState state) throws Exception {
        return new CascadeFixture(
                CascadeFixture.FREE, ShadowSampling.NONE, new CascadeFixture.Opener(), state);
    }

    private void send(CascadeFixture cascade, String id, String key, int strength)
            throws Exception {
        cascade.send(event(id, key, 1, strength, OptionalLong.empty(), epoch));
        // Alone, so that the order of paying is that of sending.
        cascade.harness.prepareSnapshotPreBarrier(1);
    }

    private static List<String> outcomes(CascadeFixture cascade) throws Exception {
        cascade.harness.prepareSnapshotPreBarrier(1);
        return cascade.answers().stream().map(answer -> summary(answer.prediction())).toList();
    }

    private static String summary(Prediction prediction) {
        return prediction.eventId()
                + " "
                + prediction.decision().exit()
                + " "
                + prediction.decision().reason();
    }
}
