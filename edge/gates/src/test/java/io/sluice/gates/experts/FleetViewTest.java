package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetViewTest {
    private static final long SECOND = 1_000_000;
    private static final FleetSettings SETTINGS = FleetSettings.DEFAULT;
    private static final double FALLBACK = 9_000;

    private final FleetView fleet = new FleetView(SETTINGS);
    private long now = 100 * SECOND;

    @Test
    void aDeviceIsThereFromItsFirstTelemetryToItsTombstone() {
        assertThat(fleet.find("a", "small")).isNull();
        assertThat(hear(telemetry("a", 1, 1))).isEqualTo(Heard.ACCEPTED);
        Replica replica = fleet.find("a", "small");
        assertThat(fleet.isUsable(replica, now)).isTrue();
        assertThat(fleet.replicas("small")).containsExactly(replica);
        assertThat(replica.requestTopic()).isEqualTo("requests.a");
        assertThat(fleet.left("a")).isTrue();
        assertThat(fleet.left("a")).isFalse();
        assertThat(fleet.isUsable(replica, now)).isFalse();
        assertThat(fleet.replicas("small")).isEmpty();
    }

    @Test
    void whatIsReadAgainChangesNothing() {
        ExpertTelemetry second = telemetry("a", 7, 2);
        hear(second);
        assertThat(hear(second)).isEqualTo(Heard.OLDER);
        assertThat(hear(telemetry("a", 7, 1))).isEqualTo(Heard.OLDER);
        assertThat(hear(telemetry("a", 6, 99))).isEqualTo(Heard.OLDER);
        assertThat(hear(telemetry("a", 7, 3))).isEqualTo(Heard.ACCEPTED);
        assertThat(hear(telemetry("a", 8, 1))).isEqualTo(Heard.ACCEPTED);
    }

    @Test
    void telemetryThatContradictsItselfIsRefusedAndTheOldStays() {
        hear(telemetry("a", 1, 1));
        HostedExpert good = hosted("small", 4_000, .5);
        assertRefused(with(2, -1, 0, .5, good), "queued -1");
        assertRefused(with(2, 0, -5, .5, good), "a wait of -5 us; expected at least 0");
        assertRefused(with(2, 0, 0, 1.5, good), "battery 1.5; expected from 0 to 1");
        assertRefused(with(2, 0, 0, .5, good, good), "expert small is there twice");
        assertRefused(with(2, 0, Long.MAX_VALUE, .5, good), "at most a day");
        assertRefused(with(2, 0, 0, Double.POSITIVE_INFINITY, good), "battery Infinity");
        assertRefused(with(2, 0, 0, .5, quantiles(1, 2, Long.MAX_VALUE)), "at most a day");
        assertRefused(
                with(2, 0, 0, .5, hosted("small", 4_000, Double.POSITIVE_INFINITY)),
                "takes Infinity J, MEASURED; expected a number from 0 to 1.0E9");
        assertRefused(with(2, 0, 0, .5, hosted("small", 4_000, 1e300)), "takes 1.0E300 J");
        assertRefused(
                with(2, 0, 0, .5, loading(Long.MAX_VALUE)), "takes 9223372036854775807 us to load");
        assertRefused(
                with(2, 0, 0, .5, quantiles(3_000, 2_000, 9_000)),
                "expert small has the quantiles 3000, 2000 and 9000 us; expected them to rise");
        assertRefused(with(2, 0, 0, .5, quantiles(-1, 2_000, 9_000)), "expected them to rise");
        assertRefused(
                with(2, 0, 0, .5, hosted("small", 4_000, Double.NaN)),
                "expert small takes NaN J, MEASURED; expected a number from 0");
        assertRefused(with(2, 0, 0, .5, hosted("small", 4_000, -1)), "takes -1.0 J");
        assertRefused(
                with(1, 0, 0, .5, hosted("small", 4_001, .5)),
                "sequence 1 of incarnation 1 said something else before");
        assertThat(fleet.joules(fleet.find("a", "small"), 0)).isEqualTo(.25);
    }

    @Test
    void requestsAreWrittenToNothingButAKafkaTopic() {
        for (String name : new String[] {"a b", "a/b", ".", "..", "täg", "x".repeat(250), "a\n"}) {
            Heard heard = hear(askedOver(name));
            assertThat(heard.status()).as(name).isEqualTo(Heard.Status.REFUSED);
            assertThat(heard.reason())
                    .startsWith("request topic '" + name + "'; expected a name of 1 to 249");
        }
        assertThat(fleet.replicas("small")).isEmpty();
        assertThat(hear(askedOver("x".repeat(249)))).isEqualTo(Heard.ACCEPTED);
        assertThat(hear(askedOver("Sluice_experts.edge-1"))).isEqualTo(Heard.ACCEPTED);
        assertThat(hear(askedOver(""))).as("over HTTP alone").isEqualTo(Heard.ACCEPTED);
    }

    @Test
    void theClockOfADeviceDecidesNothing() {
        hear(telemetry("a", 1, 1));
        ExpertTelemetry hourOff = telemetry("b", 1, 1, now + 3_600 * SECOND);
        hear(hourOff);
        Replica right = fleet.find("a", "small");
        Replica off = fleet.find("b", "small");
        for (long later : new long[] {0, SECOND, 3 * SECOND}) {
            assertThat(fleet.predictedMicros(off, FALLBACK, now + later))
                    .isEqualTo(fleet.predictedMicros(right, FALLBACK, now + later));
            assertThat(fleet.isUsable(off, now + later)).isTrue();
        }
        assertThat(fleet.isUsable(off, now + 4 * SECOND)).isFalse();
    }

    @Test
    void timesThatADeviceSaysAreBelievedUpToWhatTheCallerMeasured() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        fleet.asked(replica, now);
        fleet.answered(replica, now + 8_000, 8_000, 3_600 * SECOND, 3_600 * SECOND);
        assertThat(fleet.profileMicros(replica, FALLBACK, now)).isCloseTo(8_000, within(800.));
    }

    @Test
    void noTimeInAnAnswerMakesAPredictionThatIsNone() {
        long[] extremes = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        for (long took : extremes) {
            for (long queued : extremes) {
                for (long computed : extremes) {
                    fleet.asked(replica, now);
                    fleet.answered(replica, now, took, queued, computed);
                    assertThat(fleet.predictedMicros(replica, FALLBACK, now)).isBetween(0., 1e12);
                    assertThat(fleet.profileMicros(replica, FALLBACK, now)).isBetween(0., 1e12);
                }
            }
        }
    }

    @Test
    void whatIsKnownCountsLessTheOlderItIs() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        double fresh = fleet.predictedMicros(replica, FALLBACK, now);
        assertThat(fresh).isEqualTo(4_000 + SETTINGS.firstTransferMicros());
        assertThat(fleet.predictedMicros(replica, FALLBACK, now + 3 * SECOND))
                .isEqualTo(2 * 4_000 + SETTINGS.firstTransferMicros());
        assertThat(fleet.isUsable(replica, now + 3 * SECOND)).isTrue();
        assertThat(fleet.isUsable(replica, now + 3 * SECOND + 1)).isFalse();
        hear(telemetry("a", 1, 2), now + 9 * SECOND);
        assertThat(fleet.isUsable(replica, now + 9 * SECOND)).isTrue();
    }

    @Test
    void anAnswerIsASignOfLifeToo() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        fleet.asked(replica, now + 2 * SECOND);
        fleet.answered(replica, now + 2 * SECOND, 5_000, 0, 4_000);
        assertThat(fleet.isUsable(replica, now + 5 * SECOND)).isTrue();
    }

    @Test
    void ownRequestsThatAreNotAnsweredAreInTheQueue() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        for (int i = 1; i <= 5; i++) {
            fleet.asked(replica, now);
            assertThat(fleet.predictedMicros(replica, FALLBACK, now))
                    .as("it works on these while the new one travels")
                    .isEqualTo(4_000 + i * 4_000);
        }
        fleet.timedOut(replica, now);
        fleet.failed(replica, now);
        fleet.answered(replica, now, 6_000, 0, 4_000);
        double left = fleet.predictedMicros(replica, FALLBACK, now);
        assertThat(left).isEqualTo(4_000 + 2 * 4_000);
    }

    @Test
    void aDeviceThatBatchesIsKnownToBeFasterByThePaceOfItsAnswers() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        for (int i = 0; i < 64; i++) {
            fleet.asked(replica, now);
        }
        double before = fleet.predictedMicros(replica, FALLBACK, now);
        for (int i = 0; i < 54; i++) {
            now += 200;
            fleet.answered(replica, now, 20_000, 16_000, 4_000);
        }
        double after = fleet.predictedMicros(replica, FALLBACK, now);
        assertThat(before).isGreaterThan(64 * 4_000.);
        assertThat(after).isCloseTo(10 * 200 + 4_000, within(1_500.));
    }

    @Test
    void aQueueThatTheDeviceReportsCounts() {
        hear(with(1, 10, 30_000, .5, hosted("small", 4_000, .25)));
        Replica replica = fleet.find("a", "small");
        assertThat(fleet.predictedMicros(replica, FALLBACK, now))
                .isEqualTo(30_000 + 4_000 + SETTINGS.firstTransferMicros());
    }

    @Test
    void loadingAnExpertThatIsNotInMemoryTakesItsTime() {
        HostedExpert cold =
                new HostedExpert(
                        "small", "", false, 50_000, 1, 4_000, 5_000, .25, Provenance.MEASURED, 0);
        hear(with(1, 0, 0, .5, cold));
        assertThat(fleet.predictedMicros(fleet.find("a", "small"), FALLBACK, now))
                .isEqualTo(54_000 + SETTINGS.firstTransferMicros());
    }

    @Test
    void observedTimesCorrectWhatADeviceSaysAndExpire() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        for (int i = 0; i < 20; i++) {
            fleet.asked(replica, now);
            fleet.answered(replica, now, 45_000, 0, 40_000);
        }
        assertThat(fleet.profileMicros(replica, FALLBACK, now))
                .isCloseTo(45_000, within(45_000 * .1));
        long expired = now + SETTINGS.observedForMicros() + 1;
        assertThat(fleet.profileMicros(replica, FALLBACK, expired))
                .isEqualTo(4_000 + SETTINGS.firstTransferMicros());
    }

    @Test
    void aReplicaThatFailsIsLeftAloneAndThenProbedByOneRequestAtATime() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        for (int i = 0; i < SETTINGS.failuresToOpen(); i++) {
            assertThat(fleet.isUsable(replica, now)).isTrue();
            fleet.asked(replica, now);
            fleet.timedOut(replica, now);
        }
        assertThat(fleet.isUsable(replica, now)).isFalse();
        now += SETTINGS.openMicros();
        assertThat(fleet.isUsable(replica, now)).isTrue();
        fleet.asked(replica, now);
        assertThat(fleet.isUsable(replica, now)).isFalse();
        fleet.failed(replica, now);
        assertThat(fleet.isUsable(replica, now + SETTINGS.openMicros())).isFalse();
        now += 2 * SETTINGS.openMicros();
        assertThat(fleet.isUsable(replica, now)).isTrue();
        fleet.asked(replica, now);
        fleet.answered(replica, now, 5_000, 0, 4_000);
        assertThat(fleet.isUsable(replica, now)).isTrue();
        fleet.failed(replica, now);
        assertThat(fleet.isUsable(replica, now)).isTrue();
    }

    @Test
    void aProbeThatIsNeverHeardOfDoesNotBlockTheNext() {
        hear(telemetry("a", 1, 1));
        Replica replica = fleet.find("a", "small");
        for (int i = 0; i < SETTINGS.failuresToOpen(); i++) {
            fleet.failed(replica, now);
        }
        fleet.asked(replica, now + SETTINGS.openMicros());
        assertThat(fleet.isUsable(replica, now + 2 * SETTINGS.openMicros())).isTrue();
    }

    @Test
    void aNewIncarnationStartsWithNothingOwed() {
        hear(telemetry("a", 1, 1));
        Replica old = fleet.find("a", "small");
        for (int i = 0; i < 9; i++) {
            fleet.asked(old, now);
            fleet.failed(old, now);
            fleet.asked(old, now);
        }
        assertThat(fleet.isUsable(old, now)).isFalse();
        hear(telemetry("a", 2, 1));
        Replica replica = fleet.find("a", "small");
        assertThat(fleet.isUsable(old, now)).isFalse();
        assertThat(fleet.isUsable(replica, now)).isTrue();
        assertThat(fleet.predictedMicros(replica, FALLBACK, now))
                .isEqualTo(4_000 + SETTINGS.firstTransferMicros());
    }

    @Test
    void anExpertThatADeviceNoLongerHostsIsGone() {
        hear(with(1, 0, 0, .5, hosted("small", 4_000, .5), hosted("large", 9_000, 2)));
        Replica large = fleet.find("a", "large");
        hear(with(2, 0, 0, .5, hosted("small", 4_000, .5)));
        assertThat(fleet.isUsable(large, now)).isFalse();
        assertThat(fleet.replicas("large")).isEmpty();
        assertThat(fleet.find("a", "small")).isNotNull();
    }

    @Test
    void aFixedReplicaIsNeverSilent() {
        Replica local = fleet.fixed("here", "small", "", false);
        assertThat(fleet.isUsable(local, now + 3_600 * SECOND)).isTrue();
        assertThat(fleet.predictedMicros(local, FALLBACK, now)).isEqualTo(FALLBACK);
        assertThat(fleet.joules(local, 3)).isEqualTo(3);
        assertThat(local.energy()).isEqualTo(Provenance.ESTIMATED);
        assertThat(local.isRemote()).isFalse();
        assertThat(hear(telemetry("here", 1, 1)).status()).isEqualTo(Heard.Status.REFUSED);
        assertThat(fleet.left("here")).isFalse();
        assertThatThrownBy(() -> fleet.fixed("here", "small", "", false))
                .hasMessageContaining("expert small on 'here'");
    }

    @Test
    void theVersionRisesWhenTheCoarseChoiceShouldBeMadeAgain() {
        hear(telemetry("a", 1, 1));
        long start = fleet.version(now);
        assertThat(fleet.version(now + SECOND)).isEqualTo(start);
        hear(with(2, 9, 90_000, .4, hosted("small", 4_100, .25)));
        assertThat(fleet.version(now)).as("a queue, a small change").isEqualTo(start);
        hear(with(3, 0, 0, .4, hosted("small", 40_000, .25)));
        long slower = fleet.version(now);
        assertThat(slower).isGreaterThan(start);
        hear(with(4, 0, 0, .4, hosted("small", 40_000, .5)));
        long dearer = fleet.version(now);
        assertThat(dearer).isGreaterThan(slower);
        long silent = fleet.version(now + 4 * SECOND);
        assertThat(silent).isGreaterThan(dearer);
        hear(telemetry("b", 1, 1), now + 4 * SECOND);
        assertThat(fleet.version(now + 4 * SECOND)).isGreaterThan(silent);
    }

    @Test
    void isRestoredFromItsSnapshot() {
        hear(telemetry("a", 5, 3));
        hear(telemetry("b", 2, 8));
        fleet.fixed("here", "small", "", false);
        fleet.left("b");
        FleetView restored = new FleetView(SETTINGS);
        for (ExpertTelemetry telemetry : fleet.snapshot()) {
            assertThat(restored.heard(telemetry, now)).isEqualTo(Heard.ACCEPTED);
        }
        assertThat(restored.snapshot()).isEqualTo(fleet.snapshot()).hasSize(1);
        assertThat(restored.heard(telemetry("a", 5, 3), now)).isEqualTo(Heard.OLDER);
        assertThat(restored.isUsable(restored.find("a", "small"), now)).isTrue();
    }

    @Test
    void aFullFleetTakesNewDevicesOnlyForThoseLongSilent() {
        for (int i = 0; i < FleetView.MOST_DEVICES; i++) {
            hear(telemetry("device-" + i, 1, 1));
        }
        assertThat(hear(telemetry("new", 1, 1)).reason()).contains("1024 devices");
        now += 31 * SECOND;
        assertThat(hear(telemetry("new", 1, 1))).isEqualTo(Heard.ACCEPTED);
        assertThat(fleet.snapshot()).hasSize(1);
    }

    private void assertRefused(ExpertTelemetry telemetry, String reason) {
        Heard heard = hear(telemetry);
        assertThat(heard.status()).isEqualTo(Heard.Status.REFUSED);
        assertThat(heard.reason()).contains(reason);
    }

    private Heard hear(ExpertTelemetry telemetry) {
        return hear(telemetry, now);
    }

    private Heard hear(ExpertTelemetry telemetry, long at) {
        return fleet.heard(telemetry, at);
    }

    static ExpertTelemetry telemetry(String device, long incarnation, long sequence) {
        return telemetry(device, incarnation, sequence, 77);
    }

    private static ExpertTelemetry telemetry(
            String device, long incarnation, long sequence, long deviceMicros) {
        return new ExpertTelemetry(
                device,
                incarnation,
                sequence,
                "requests." + device,
                "",
                List.of(hosted("small", 4_000, .25)),
                0,
                0,
                Double.NaN,
                Double.NaN,
                deviceMicros);
    }

    static ExpertTelemetry with(
            long sequence, int queued, long queueMicros, double battery, HostedExpert... experts) {
        return new ExpertTelemetry(
                "a",
                1,
                sequence,
                "requests.a",
                "",
                List.of(experts),
                queued,
                queueMicros,
                battery,
                40,
                77);
    }

    static HostedExpert hosted(String name, long p95, double joules) {
        return new HostedExpert(
                name, "", true, 0, p95 / 2, p95, 2 * p95, joules, Provenance.MEASURED, 1_000);
    }

    private static ExpertTelemetry askedOver(String topic) {
        return new ExpertTelemetry(
                "topic-" + topic.length(),
                1,
                1,
                topic,
                "",
                List.of(hosted("small", 4_000, .25)),
                0,
                0,
                Double.NaN,
                Double.NaN,
                77);
    }

    static HostedExpert loading(long micros) {
        return new HostedExpert(
                "small", "", false, micros, 2_000, 4_000, 5_000, .25, Provenance.MEASURED, 0);
    }

    private static HostedExpert quantiles(long p50, long p95, long p99) {
        return new HostedExpert(
                "small", "", true, 0, p50, p95, p99, .5, Provenance.MEASURED, 1_000);
    }
}
