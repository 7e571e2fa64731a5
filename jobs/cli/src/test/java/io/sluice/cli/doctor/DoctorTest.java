package io.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
    void aJavaThatIsTooOldIsAProblem() {
        assertThat(Doctor.java(16).state()).isEqualTo(Finding.State.PROBLEM);
        assertThat(Doctor.java(17).state()).isEqualTo(Finding.State.OK);
    }
}
