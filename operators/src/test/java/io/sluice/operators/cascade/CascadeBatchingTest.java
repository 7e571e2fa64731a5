package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.bundle.BundleHost;
import io.sluice.operators.Events;
import io.sluice.schemas.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CascadeBatchingTest {
    @Test
    void aFullBatchRunsAndItsSurvivorsJoinTheNextStage() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.forgetRuns();
            cascade.send(event("a", "k", 1, 200), event("b", "k", 2, 100), event("c", "k", 3, 200));
            assertThat(cascade.batches()).isEmpty();

            cascade.send(event("d", "k", 4, 50));

            assertThat(cascade.batches()).containsExactly(4);
            assertThat(cascade.departures()).containsExactly("a", "c");

            cascade.send(
                    event("e", "k", 5, 100), event("f", "k", 6, 50),
                    event("g", "k", 7, 200), event("h", "k", 8, 200));

            // b, d, e and f fill stage 2; d and f wait in stage 3.
            assertThat(cascade.batches()).containsExactly(4, 4, 4);
            assertThat(cascade.departures()).containsExactly("a", "c", "b", "e", "g", "h");
        }
    }

    @Test
    void theOldestEventsWaitIsBounded() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.forgetRuns();
            cascade.send(event("a", "k", 1, 50));
            cascade.harness.setProcessingTime(1005);
            cascade.send(event("b", "k", 2, 200));
            cascade.harness.setProcessingTime(1009);
            assertThat(cascade.departures()).isEmpty();

            cascade.harness.setProcessingTime(1010);

            // Both stage-1 rows run together; a goes through all three stages in one go.
            assertThat(cascade.departures()).containsExactlyInAnyOrder("a", "b");
            assertThat(cascade.batches()).containsExactly(2, 1, 1);
            assertThat(cascade.harness.getProcessingTimeService().getNumActiveTimers()).isZero();
        }
    }

    @Test
    void aSurvivorKeepsTheDeadlineOfItsAdmission() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("a", "k", 1, 50));
            cascade.harness.setProcessingTime(1006);
            cascade.send(event("b", "k", 2, 200), event("c", "k", 3, 200), event("d", "k", 4, 200));
            assertThat(cascade.departures()).containsExactly("b", "c", "d");

            cascade.harness.setProcessingTime(1010);

            assertThat(cascade.departures()).containsExactly("b", "c", "d", "a");
        }
    }

    @Test
    void nothingIsInFlightAcrossABarrier() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("a", "k", 1, 50), event("b", "k", 2, 200));

            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(cascade.departures()).containsExactlyInAnyOrder("a", "b");
            // Buckets of keys and prices are all the state there is, and here there are none.
            assertThat(cascade.harness.snapshot(1, 1).getManagedOperatorState())
                    .allSatisfy(
                            state ->
                                    assertThat(state.getStateNameToPartitionOffsets())
                                            .containsOnlyKeys("key-buckets", "prices"))
                    .allSatisfy(
                            state ->
                                    assertThat(state.getStateNameToPartitionOffsets().values())
                                            .allMatch(saved -> saved.getOffsets().length == 0));
        }
    }

    @Test
    void theEndOfTheInputDrains() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("a", "k", 1, 50), event("b", "k", 2, 200));

            cascade.harness.endInput();
            cascade.harness.getOneInputOperator().finish();

            assertThat(cascade.departures()).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void closingReleasesTheBundle() throws Exception {
        CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE);
        assertThat(BundleHost.process().leases()).isEqualTo(1);
        cascade.close();
        assertThat(BundleHost.process().leases()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void batchSizesOneAndManyGiveTheSameDecisions(long seed) throws Exception {
        assertThat(decisions(seed, 64)).isEqualTo(decisions(seed, 1)).hasSize(500);
    }

    private static List<String> decisions(long seed, int maxBatch) throws Exception {
        CascadeOptions options =
                new CascadeOptions(
                        maxBatch,
                        Duration.ofMillis(10),
                        CascadeOptions.Ordering.KEY,
                        false,
                        false,
                        List.of());
        Random random = new Random(seed);
        List<String> decisions = new ArrayList<>();
        try (CascadeFixture cascade = new CascadeFixture(options)) {
            for (int i = 0; i < 500; i++) {
                cascade.send(
                        event(
                                "e" + i,
                                "same",
                                i,
                                random.nextInt(256),
                                OptionalLong.empty(),
                                Events.thresholds()));
            }
            cascade.harness.prepareSnapshotPreBarrier(1);
            cascade.answers().forEach(answer -> decisions.add(decision(answer.prediction())));
        }
        return decisions;
    }

    private static String decision(Prediction prediction) {
        return prediction.eventId()
                + " "
                + prediction.decision().exit()
                + " "
                + prediction.predictedClass()
                + " "
                + prediction.confidence();
    }
}
