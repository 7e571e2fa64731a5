package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TornadoSettingsTest {
    @AfterEach
    void clear() {
        System.clearProperty(TornadoSettings.BATCH_SIZES);
        System.clearProperty(TornadoSettings.RUN_LIMIT);
        System.clearProperty(TornadoSettings.LIBRARY_TASKS);
        System.clearProperty(TornadoSettings.CUDA_GRAPHS);
    }

    @Test
    void defaults() {
        assertThat(TornadoSettings.configured())
                .isEqualTo(
                        new TornadoSettings(
                                List.of(1, 8, 64),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(10),
                                2L << 30,
                                true,
                                true));
    }

    @Test
    void librariesAndCudaGraphsAreTurnedOff() {
        System.setProperty(TornadoSettings.LIBRARY_TASKS, "off");
        System.setProperty(TornadoSettings.CUDA_GRAPHS, "off");

        assertThat(TornadoSettings.configured())
                .extracting(TornadoSettings::libraryTasks, TornadoSettings::cudaGraphs)
                .containsExactly(false, false);
    }

    @Test
    void batchSizesAreReadInAnyOrder() {
        System.setProperty(TornadoSettings.BATCH_SIZES, "32, 1");

        assertThat(TornadoSettings.configured().batchSizes()).containsExactly(1, 32);
    }

    @Test
    void aBadValueIsNamedWithItsProperty() {
        System.setProperty(TornadoSettings.BATCH_SIZES, "8,64");
        assertRefused(TornadoSettings.BATCH_SIZES, "8,64");
        System.setProperty(TornadoSettings.BATCH_SIZES, "1,x");
        assertRefused(TornadoSettings.BATCH_SIZES, "1,x");
        System.clearProperty(TornadoSettings.BATCH_SIZES);
        System.setProperty(TornadoSettings.RUN_LIMIT, "0");
        assertRefused(TornadoSettings.RUN_LIMIT, "0");
        System.clearProperty(TornadoSettings.RUN_LIMIT);
        System.setProperty(TornadoSettings.CUDA_GRAPHS, "on");
        assertRefused(TornadoSettings.CUDA_GRAPHS, "on");
    }

    private static void assertRefused(String property, String value) {
        assertThatThrownBy(TornadoSettings::configured)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(property)
                .hasMessageContaining("'" + value + "'");
    }
}
