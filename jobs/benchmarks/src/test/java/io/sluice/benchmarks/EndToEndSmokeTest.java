package io.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.BenchmarksCommand.Name;
import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.Broker;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.RunLength;
import io.sluice.benchmarks.endtoend.Settings;
import io.sluice.benchmarks.endtoend.Spread;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every end-to-end benchmark with a few events: all are answered, and the figures are there. */
class EndToEndSmokeTest {
    private static final int EVENTS = 300;
    private static Broker broker;

    @BeforeAll
    static void startBroker() {
        broker = Broker.inThisProcess();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void cascadeAnswersEveryEventOnceAndComputesItsEfficiency() throws Exception {
        Report report = run(Name.CASCADE);

        assertThat(report.rows()).hasSize(2);
        for (Map<String, Object> row : report.rows()) {
            assertThat(median(row, "answered")).isEqualTo(EVENTS);
            assertThat(median(row, "duplicates")).isZero();
            assertThat(median(row, "accuracy %")).isGreaterThan(80);
            assertThat(median(row, "of saved, events/s %")).isPositive();
            assertThat(median(row, "of saved, CPU %")).isPositive();
            assertThat(median(row, "of saved, model only %")).isPositive();
        }
        assertThat(median(report.rows().get(0), "full ÷ spent")).isEqualTo(1);
        assertThat(median(report.rows().get(1), "full ÷ spent")).isGreaterThan(5);
    }

    @Test
    void batchSizesChangeNoDecision() throws Exception {
        Map<String, Object> row = run(Name.BATCH_SIZES).rows().get(0);

        assertThat(row.get("answered at batch 1")).isEqualTo(EVENTS);
        assertThat(row.get("answered at batch 64")).isEqualTo(EVENTS);
        assertThat(row.get("other decision")).isEqualTo(0L);
    }

    @Test
    void passThroughAnswersEveryEvent() throws Exception {
        Report report = run(Name.PASS_THROUGH);

        assertThat(report.rows()).hasSize(6).allSatisfy(EndToEndSmokeTest::answersAll);
        assertThat(median(report.rows().get(0), "bytes out")).isGreaterThan(4096);
        assertThat(median(report.rows().get(1), "bytes out")).isGreaterThan(4096);
        assertThat(median(report.rows().get(3), "bytes out")).isLessThan(300);
        assertThat(median(report.rows().get(4), "bytes out")).isLessThan(300);
    }

    @Test
    void crayfishAnswersEveryEvent() throws Exception {
        Report report = run(Name.CRAYFISH);

        assertThat(report.rows()).hasSize(4).allSatisfy(EndToEndSmokeTest::answersAll);
    }

    @Test
    void aSwapOfPoliciesLosesAndMixesNothing() throws Exception {
        Report report = run(Name.POLICY_SWAP);

        assertThat(report.broken()).isEmpty();
        Map<String, Object> row = report.rows().get(0);
        assertThat(row).containsEntry("swaps", 2).containsEntry("lost", 0L);
        assertThat((long) row.get("images told apart")).isPositive();
        assertThat((double) row.get("p99 ms before")).isPositive();
        assertThat((double) row.get("p99 ms after")).isPositive();
    }

    private static void answersAll(Map<String, Object> row) {
        double events = (long) row.get("events");
        assertThat(median(row, "answered")).as(row.toString()).isEqualTo(events);
        assertThat(median(row, "CPU µs/event")).as(row.toString()).isPositive();
    }

    private static Report run(Name benchmark) throws Exception {
        Settings settings =
                new Settings(List.of(1), 1, 0, EVENTS, RunLength.whole(), 64, List.of("loss-2"), 2);
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream());
        try (Bench bench = new Bench(new Shared(broker), settings, nowhere)) {
            return BenchmarksCommand.run(benchmark, bench);
        }
    }

    private static double median(Map<String, Object> row, String figure) {
        return ((Spread) row.get(figure)).median();
    }

    /** The class's broker, which no benchmark closes. */
    private record Shared(Broker broker) implements Broker {
        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void close() {}
    }
}
