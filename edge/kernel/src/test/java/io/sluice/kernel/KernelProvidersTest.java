package io.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelProvidersTest {
    private final KernelProvider fast =
            new Named("fast", 20, Availability.no("no driver", "install the driver"));
    private final KernelProvider good = new Named("good", 10, Availability.yes("1.0"));
    private final KernelProvider slow = new Named("slow", 1, Availability.yes("2.0"));
    private final List<KernelProvider> all = List.of(fast, good, slow);

    @Test
    void autoTakesTheMostPreferredThatIsAvailable() {
        assertThat(KernelProviders.choose("auto", all)).isSameAs(good);
        assertThat(KernelProviders.candidates("auto", all)).containsExactly(good, slow);
    }

    @Test
    void aNameTakesThatProviderAlone() {
        assertThat(KernelProviders.candidates("slow", all)).containsExactly(slow);
    }

    @Test
    void aNamedProviderThatIsNotAvailableIsAnErrorWithTheRemedy() {
        assertThatThrownBy(() -> KernelProviders.choose("fast", all))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("'fast' is not available")
                .hasMessageContaining("no driver; install the driver")
                .hasMessageContaining("good (available)");
    }

    @Test
    void nothingOnTheClassPathIsSaidSo() {
        assertThatThrownBy(() -> KernelProviders.choose("auto", List.of()))
                .hasMessageContaining("on the class path: none");
    }

    private record Named(String name, int preference, Availability availability)
            implements KernelProvider {
        @Override
        public List<String> devices() {
            return availability.available() ? List.of("cpu") : List.of();
        }

        @Override
        public StageKernel open(StageModel model, String device) {
            throw new KernelException("opens nothing");
        }
    }
}
