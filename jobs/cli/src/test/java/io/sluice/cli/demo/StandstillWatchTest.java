package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandstillWatchTest {
    @Test
    void aPauseThatTookAtMostASecondLongerLostNothing() {
        assertThat(StandstillWatch.lost(100_000_000L)).isZero();
        assertThat(StandstillWatch.lost(1_100_000_000L)).isZero();
    }

    @Test
    void whatAPauseTookBeyondASecondIsLost() {
        assertThat(StandstillWatch.lost(5_100_000_000L)).isEqualTo(4_000_000_000L);
    }
}
