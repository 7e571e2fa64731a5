package io.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.energy.EnergySources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @Test
    void saysWhyTornadoIsMissingAndWhatWouldChangeIt() {
        Finding finding = Doctor.tornado("no there is no JDK 25; install one");

        assertThat(finding.state()).isEqualTo(Finding.State.ABSENT);
        assertThat(finding.detail()).isEqualTo("there is no JDK 25");
        assertThat(finding.remedy()).isEqualTo("install one");
        assertThat(Doctor.tornado("no it does not resolve; build it").remedy())
                .startsWith("build it")
                .contains(".sluice/tornado");
    }

    @Test
    void aLaunchWithoutTheProviderSaysHowToHaveIt() {
        assertThat(Doctor.tornado("yes /jdk").remedy()).contains("SLUICE_TORNADO=on");
        assertThat(Doctor.tornado(null).remedy()).contains("sluice-kernel-tornado");
    }

    @Test
    void aMachineThatMeasuresNoEnergySaysWhyForEachSource(@TempDir Path root) {
        List<Finding> findings = energy(root);

        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly(
                        "energy: powercap",
                        "energy: nvidia-smi",
                        "energy: ina3221",
                        "energy: battery",
                        "energy");
        assertThat(findings).extracting(Finding::state).containsOnly(Finding.State.ABSENT);
        assertThat(findings).allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
    }

    @Test
    void aCounterThatIsThereIsOkAndTaken(@TempDir Path root) throws IOException {
        Path zone = Files.createDirectories(root.resolve("sys/class/powercap/intel-rapl:0"));
        Files.writeString(zone.resolve("name"), "package-0\n");
        Files.writeString(zone.resolve("energy_uj"), "12345\n");

        assertThat(energy(root))
                .filteredOn(finding -> finding.state() == Finding.State.OK)
                .extracting(Finding::detail)
                .containsExactly("intel-rapl:0/package-0", "measured with powercap");
    }

    private static List<Finding> energy(Path root) {
        return Doctor.energy(EnergySources.all(root, List.of(root), System::nanoTime));
    }

    @Test
    void aJavaThatIsTooOldIsAProblem() {
        assertThat(Doctor.java(16).state()).isEqualTo(Finding.State.PROBLEM);
        assertThat(Doctor.java(17).state()).isEqualTo(Finding.State.OK);
    }
}
