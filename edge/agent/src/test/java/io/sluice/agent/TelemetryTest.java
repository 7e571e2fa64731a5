package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.experts.EngineStatus;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {
    private static final Duration PERIOD = Duration.ofMillis(500);

    @TempDir private Path sys;
    private EngineStatus status = status(0, 100, true);
    private TelemetrySource source;

    @BeforeEach
    void source() {
        AgentConfig config =
                AgentConfig.parse(
                        "agent.yaml",
                        """
                        device: edge-1
                        kafka.bootstrap-servers: kafka:9092
                        experts: [{name: a, bundle.uri: a}]
                        """,
                        sys,
                        name -> null);
        source = new TelemetrySource(config, () -> status, new MachineSensors(sys), "http://e:1");
    }

    @Test
    void saysHowTheDeviceStands() throws IOException {
        Files.createDirectories(sys.resolve("power_supply/BAT0"));
        Files.createDirectories(sys.resolve("power_supply/AC"));
        Files.createDirectories(sys.resolve("thermal/thermal_zone0"));
        Files.createDirectories(sys.resolve("thermal/thermal_zone1"));
        Files.writeString(sys.resolve("power_supply/BAT0/capacity"), "62\n");
        Files.writeString(sys.resolve("thermal/thermal_zone0/temp"), "41500\n");
        Files.writeString(sys.resolve("thermal/thermal_zone1/temp"), "garbage");

        ExpertTelemetry now = source.now();

        assertThat(now)
                .returns("edge-1", ExpertTelemetry::device)
                .returns("sluice-experts.edge-1", ExpertTelemetry::requestTopic)
                .returns("http://e:1", ExpertTelemetry::url)
                .returns(0.62, ExpertTelemetry::battery)
                .returns(41.5, ExpertTelemetry::celsius)
                .returns(status.experts(), ExpertTelemetry::experts);
        assertThat(source.now().sequence()).isGreaterThan(now.sequence());
    }

    @Test
    void whatAMachineDoesNotHaveIsUnknown() {
        assertThat(source.now().battery()).isNaN();
        assertThat(source.now().celsius()).isNaN();
    }

    @Test
    void itsOwnTelemetryIsNoOtherProcess() {
        ExpertTelemetry own = source.now();

        assertThat(source.heard(own)).isFalse();
        assertThat(source.now().incarnation()).isEqualTo(own.incarnation());
    }

    @Test
    void anEarlierProcessWithAClockThatWasAheadIsExceeded() {
        ExpertTelemetry own = source.now();
        ExpertTelemetry before = withIncarnation(own, own.incarnation() + 3_600_000);

        assertThat(source.heard(before)).isTrue();
        assertThat(source.now().incarnation()).isGreaterThan(before.incarnation());
        assertThat(source.heard(withIncarnation(own, own.incarnation() - 1))).isFalse();
    }

    @Test
    void isSentEveryPeriodAndWhenItChanges() {
        ExpertTelemetry last = source.now();
        Duration soon = Duration.ofMillis(1);

        assertThat(TelemetryChange.isDue(null, last, soon, PERIOD)).isTrue();
        assertThat(TelemetryChange.isDue(last, source.now(), soon, PERIOD)).isFalse();
        assertThat(TelemetryChange.isDue(last, source.now(), PERIOD, PERIOD)).isTrue();

        status = status(50_000, 100, true);
        assertThat(TelemetryChange.isDue(last, source.now(), soon, PERIOD)).isTrue();
        status = status(0, 100, false);
        assertThat(TelemetryChange.isDue(last, source.now(), soon, PERIOD)).isTrue();
        status = status(0, 90_000, true);
        assertThat(TelemetryChange.isDue(last, source.now(), soon, PERIOD)).isTrue();
        status = status(4_000, 1_000, true);
        assertThat(TelemetryChange.isDue(last, source.now(), soon, PERIOD)).isFalse();
    }

    private static EngineStatus status(long queueMicros, long p95, boolean loaded) {
        HostedExpert expert =
                new HostedExpert(
                        "a", "hash", loaded, 10, 90, p95, p95, 0.1, Provenance.ESTIMATED, 7);
        return new EngineStatus(List.of(expert), 0, queueMicros);
    }

    private static ExpertTelemetry withIncarnation(ExpertTelemetry telemetry, long incarnation) {
        return new ExpertTelemetry(
                telemetry.device(),
                incarnation,
                1,
                telemetry.requestTopic(),
                telemetry.url(),
                telemetry.experts(),
                0,
                0,
                Double.NaN,
                Double.NaN,
                0);
    }
}
