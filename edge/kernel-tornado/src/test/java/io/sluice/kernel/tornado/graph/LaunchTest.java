package io.sluice.kernel.tornado.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.KernelException;
import org.junit.jupiter.api.Test;

class LaunchTest {
    private static final DeviceLimits LIMITS =
            new DeviceLimits(DeviceClass.GPU, 128, new long[] {128, 64, 1}, 1 << 15);

    @Test
    void gridsAreRoundedUpToWholeWorkGroups() {
        assertThat(Launch.line(1000, 128)).isEqualTo(new Launch(1024, 1, 1, 128, 1));
        assertThat(Launch.line(3, 128)).isEqualTo(new Launch(3, 1, 1, 3, 1));
        assertThat(Launch.grid(17, 9, 2, 16, 4)).isEqualTo(new Launch(32, 12, 2, 16, 4));
        assertThat(Launch.groups(3, 2, 1, 16, 16)).isEqualTo(new Launch(48, 32, 1, 16, 16));
    }

    @Test
    void aGridThatIsNoMultipleOfItsWorkGroupIsRefused() {
        assertThatThrownBy(() -> new Launch(100, 1, 1, 64, 1))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("100")
                .hasMessageContaining("64");
    }

    @Test
    void aWorkGroupBeyondTheDeviceIsRefused() {
        assertThatThrownBy(() -> Launch.groups(1, 1, 1, 16, 16).worker("t3", LIMITS))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("t3")
                .hasMessageContaining("128");
        assertThatThrownBy(() -> Launch.groups(1, 1, 1, 1, 65).worker("t3", LIMITS))
                .isInstanceOf(KernelException.class);
    }
}
