package io.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyCountersTest {
    @TempDir private Path root;

    @Test
    void aMachineWithNothingSaysWhyForEach() {
        assertThat(look()).extracting(Finding::state).containsOnly(Finding.State.ABSENT);
        assertThat(look()).allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
    }

    @Test
    void findsWhatIsThere() throws IOException {
        write("sys/class/powercap/intel-rapl:0/energy_uj", "12345");
        write("sys/class/hwmon/hwmon3/name", "ina3221\n");
        write("sys/class/power_supply/BAT0/type", "Battery\n");
        Path smi = write("bin/nvidia-smi", "");
        assertThat(smi.toFile().setExecutable(true)).isTrue();
        assertThat(look()).extracting(Finding::state).containsOnly(Finding.State.OK);
    }

    @Test
    void aZoneWithoutAReadableCounterNamesTheFileAndTheRemedy() throws IOException {
        Files.createDirectories(root.resolve("sys/class/powercap/intel-rapl:0"));
        Finding finding = look().get(0);
        assertThat(finding.state()).isEqualTo(Finding.State.ABSENT);
        assertThat(finding.detail()).contains("/sys/class/powercap/intel-rapl:0/energy_uj");
        assertThat(finding.remedy()).contains("chmod");
    }

    @Test
    void anotherHwmonChipOrAMainsSupplyIsNone() throws IOException {
        write("sys/class/hwmon/hwmon0/name", "coretemp\n");
        write("sys/class/power_supply/AC/type", "Mains\n");
        assertThat(look()).extracting(Finding::state).containsOnly(Finding.State.ABSENT);
    }

    private List<Finding> look() {
        return new EnergyCounters(root, List.of(root.resolve("bin"))).look();
    }

    private Path write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }
}
