package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

class CascadeOrderTest {
    @Test
    void aWatermarkWaitsForTheEventsBeforeItAndForNoOthers() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("a", "k", 10, 100));
            cascade.harness.processWatermark(9);
            assertThat(cascade.departures()).isEmpty();
            cascade.send(
                    event("b", "k", 20, 200), event("c", "k", 20, 200), event("d", "k", 20, 200));
            assertThat(cascade.departures()).containsExactly("b", "c", "d");

            cascade.harness.setProcessingTime(1010);

            assertThat(cascade.departures()).containsExactly("b", "c", "d", "a", "W9");
        }
    }

    @Test
    void aWatermarkWithNothingInFlightGoesThrough() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.harness.processWatermark(7);
            assertThat(cascade.departures()).containsExactly("W7");
        }
    }

    @Test
    void severalWatermarksKeepTheirPlaces() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("a", "k", 10, 200));
            cascade.harness.processWatermark(9);
            cascade.send(event("b", "k", 20, 200));
            cascade.harness.processWatermark(19);
            cascade.harness.prepareSnapshotPreBarrier(1);
            assertThat(cascade.departures()).containsExactly("a", "W9", "b", "W19");
        }
    }

    @Test
    void goingIdleDrainsFirst() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(event("a", "k", 10, 50));
            cascade.harness.processWatermarkStatus(WatermarkStatus.IDLE);
            assertThat(cascade.departures()).containsExactly("a");
        }
    }

    @Test
    void byKeyAnEarlyExitWaitsForItsKeyOnly() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.BY_KEY)) {
            cascade.send(
                    event("a1", "a", 1, 50),
                    event("a2", "a", 2, 200),
                    event("b1", "b", 3, 200),
                    event("free", null, 4, 200));
            assertThat(cascade.departures()).containsExactly("b1", "free");

            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(cascade.departures()).containsExactly("b1", "free", "a1", "a2");
        }
    }

    @Test
    void freeOrderLetsAnEarlyExitOvertake() throws Exception {
        try (CascadeFixture cascade = new CascadeFixture(CascadeFixture.FREE)) {
            cascade.send(
                    event("a1", "a", 1, 50),
                    event("a2", "a", 2, 200),
                    event("a3", "a", 3, 200),
                    event("a4", "a", 4, 200));
            assertThat(cascade.departures()).containsExactly("a2", "a3", "a4");
        }
    }
}
