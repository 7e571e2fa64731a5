package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnergySharesTest {
    @Test
    void everyEventPaysForItsWork() {
        double[] parts = new double[3];
        EnergyShares.divide(8, new double[] {1, 0, 3}, 3, parts);
        assertThat(parts).containsExactly(2, 0, 6);

        EnergyShares.divide(9, new double[3], 3, parts);
        assertThat(parts).containsExactly(3, 3, 3);

        EnergyShares.divide(Double.NaN, new double[] {1, 0, 3}, 3, parts);
        assertThat(parts).containsOnly(Double.NaN);
    }

    @Test
    void nothingIsLost() {
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            double[] work = random.doubles(1 + random.nextInt(64), 0, 1e9).toArray();
            double joules = random.nextDouble() * 100;
            EnergyShares.divide(joules, work, work.length, work);
            assertThat(Arrays.stream(work).sum()).isCloseTo(joules, within(joules * 1e-12));
        }
    }

    @Test
    void workThatIsNoneIsNamed() {
        double[] work = {1, -2};
        assertThatThrownBy(() -> EnergyShares.divide(1, work, 2, work))
                .hasMessage("work of event 1 is -2.0, expected at least 0");
        assertThat(work).containsExactly(1, -2);
        work[1] = Double.NaN;
        assertThatThrownBy(() -> EnergyShares.divide(1, work, 2, work)).hasMessageContaining("NaN");
    }
}
