package io.sluice.operators.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunningTimeTest {
    private final RunningTime running = new RunningTime(1000, 100);

    @Test
    void passesWithTheClock() {
        assertThat(running.at(1060)).isEqualTo(1060);
        assertThat(running.at(1160)).isEqualTo(1160);
        assertThat(running.clockAt(1200)).isEqualTo(1200);
    }

    @Test
    void aStandstillCountsAsTheLongestStep() {
        assertThat(running.at(61_000)).isEqualTo(1100);
        assertThat(running.at(61_050)).isEqualTo(1150);
        assertThat(running.clockAt(1200)).isEqualTo(61_100);
    }

    @Test
    void doesNotGoBackWithTheClock() {
        assertThat(running.at(400)).isEqualTo(1000);
        assertThat(running.at(450)).isEqualTo(1050);
        assertThat(running.clockAt(1060)).isEqualTo(460);
    }
}
