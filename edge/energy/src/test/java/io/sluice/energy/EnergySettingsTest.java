package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.schemas.Provenance;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnergySettingsTest {
    private FakeSys sys;

    @BeforeEach
    void fake(@TempDir Path root) {
        sys = new FakeSys(root);
    }

    @Test
    void theDefaultIsWhatIsThere() {
        EnergySettings settings = read("other: 1");

        assertThat(settings).isEqualTo(EnergySettings.DEFAULTS);
        assertThat(settings.open(all(), () -> 0).best()).isEqualTo(Provenance.UNKNOWN);
        sys.zone("intel-rapl:0", "package-0", 1);
        assertThat(settings.open(all(), () -> 0).best()).isEqualTo(Provenance.MEASURED);
    }

    /** What sees the whole machine would count the processors again. */
    @Test
    void partsComeBeforeTheWholeAndNeverWithIt() {
        battery();
        assertThat(EnergySources.choose(all()))
                .extracting(EnergySource::name)
                .containsExactly("battery");
        sys.zone("intel-rapl:0", "package-0", 1);
        assertThat(EnergySources.choose(all()))
                .extracting(EnergySource::name)
                .containsExactly("powercap");
        assertThatThrownBy(() -> EnergySources.named(all(), List.of("powercap", "battery")))
                .hasMessageContaining("[powercap, battery] count the same energy twice");
    }

    @Test
    void aNamedSourceThatIsAbsentIsAnErrorWithTheReason() {
        EnergySettings settings = read("energy.sources: [powercap]");

        assertThatThrownBy(() -> settings.open(all(), () -> 0))
                .hasMessageContaining("'powercap': no intel-rapl zone");
        assertThatThrownBy(() -> EnergySources.named(all(), List.of("sun")))
                .hasMessageContaining("'sun'");
    }

    @Test
    void noneIsTheModelAlone() {
        sys.zone("intel-rapl:0", "package-0", 1);
        EnergySettings settings =
                read("energy: {sources: none, idle-watts: 2.5, active-watts: 11}");

        assertThat(settings.model()).isEqualTo(new PowerModel(2.5, 11));
        assertThat(settings.open(all(), () -> 0).best()).isEqualTo(Provenance.ESTIMATED);
        assertThat(read("energy.idle-watts: 3").idleWatts()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "energy.sources: [sun] | energy.sources: 'sun'; expected auto, none, or a list of",
                "energy.active-watts: 3 | energy.active-watts: '3.0' alone; expected idle-watts",
                "energy: {idle-watts: 5, active-watts: 3} | expected at least idle-watts",
                "energy.idle-watts: -1 | energy.idle-watts: '-1'"
            })
    void whatIsWrongIsNamed(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message.strip());
    }

    private static EnergySettings read(String text) {
        Section root = Section.parse("file", text);
        EnergySettings settings = EnergySettings.read(root.sectionOrEmpty("energy"));
        root.string("other", "");
        root.finish();
        return settings;
    }

    private void battery() {
        sys.write("sys/class/power_supply/BAT0/type", "Battery")
                .write("sys/class/power_supply/BAT0/status", "Discharging")
                .write("sys/class/power_supply/BAT0/power_now", 1);
    }

    private List<EnergySource> all() {
        return EnergySources.all(sys.root(), List.of(), () -> 0);
    }
}
