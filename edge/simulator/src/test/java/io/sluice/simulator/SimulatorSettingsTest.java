package io.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatorSettingsTest {
    private static final Path FILE = Path.of("../../jobs/examples/sensors/simulator.yaml");

    @Test
    void readsTheExample() {
        SimulatorSettings settings = SimulatorSettings.read(FILE);

        assertThat(settings.period()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.contexts()).containsExactly("clear", "night", "fog", "rain", "snow");
        assertThat(settings.weather().shares()).containsExactly(0.4, 0.2, 0.1, 0.2, 0.1);
        assertThat(settings.sensors())
                .extracting(SensorSettings::name)
                .containsExactly("camera", "radar", "lidar");
        assertThat(settings.allSensors()).isEqualTo(0b111);
        assertThat(settings.sensors().get(2).wakeTime()).isEqualTo(Duration.ofMillis(1800));
    }

    @Test
    void aFasterWeatherHasTheSameShares() {
        WeatherChain fast = Example.SETTINGS.withRedrawEvery(Duration.ofSeconds(5)).weather();

        assertThat(fast.shares()).isEqualTo(Example.SETTINGS.weather().shares());
        assertThat(fast.transitions()[0][0])
                .isLessThan(Example.SETTINGS.weather().transitions()[0][0]);
    }

    @Test
    void saysAllThatIsWrongAtOnce() throws IOException {
        String text =
                Files.readString(FILE)
                        .replace("clear: 0.40", "clear: 0.50")
                        .replace("watts-on: 8.0", "watts-on: -8")
                        .replace("jitter: 15 ms", "jitter: 2 s")
                        .replace("looks: 4", "look: 4");

        assertThatThrownBy(() -> SimulatorSettings.parse("simulator.yaml", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("weather.shares: a sum of 1.1; expected shares that sum to 1")
                .hasMessageContaining("sensors.lidar.watts-on: '-8'; expected a number from 0")
                .hasMessageContaining("clock.jitter: PT2S; expected less than the period")
                .hasMessageContaining("sensors.radar.looks: missing")
                .hasMessageContaining("sensors.radar.look: unknown key");
    }

    @Test
    void namesTheSensorsThereAre() {
        assertThatThrownBy(() -> Example.SETTINGS.sensor("sonar"))
                .hasMessage("no sensor 'sonar'; expected one of [camera, radar, lidar]");
    }
}
