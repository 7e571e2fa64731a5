package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.Availability;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TornadoProbeTest {
    private static final DeviceDescription CPU =
            new DeviceDescription("opencl:0:0", "CPU", "a processor");

    @Test
    void whatTheJvmLacksIsTheAnswer() {
        Availability lacks = Availability.no("no options", "give it some");

        TornadoProbe probe = TornadoProbe.probe(() -> Optional.of(lacks), List::of);

        assertThat(probe.availability()).isEqualTo(lacks);
        assertThat(probe.devices()).isEmpty();
    }

    @Test
    void aDriverWithoutADeviceIsAnAnswer() {
        TornadoProbe probe = TornadoProbe.probe(Optional::empty, List::of);

        assertThat(probe.availability().available()).isFalse();
        assertThat(probe.availability().detail()).contains("no device");
        assertThat(probe.availability().remedy()).contains("driver");
    }

    @Test
    void noDriverIsAnAnswerWhateverIsThrown() {
        TornadoProbe exception = throwing(new IllegalStateException("no platform"));
        TornadoProbe error = throwing(new NoClassDefFoundError("some/Type"));
        TornadoProbe caused = throwing(new Error("outer", new RuntimeException("inner")));

        assertThat(exception.availability().detail()).contains("no platform");
        assertThat(error.availability().detail()).contains("some/Type");
        assertThat(caused.availability().detail()).contains("inner");
        assertThat(caused.availability().available()).isFalse();
    }

    @Test
    void devicesAreNamedAndDescribed() {
        TornadoProbe probe = TornadoProbe.probe(Optional::empty, () -> List.of(CPU));

        assertThat(probe.availability().available()).isTrue();
        assertThat(probe.availability().detail()).contains("opencl:0:0").contains("a processor");
    }

    @Test
    void gpusComeFirstAndDevicesThatRunBitstreamsAloneLast() {
        DeviceDescription gpu = new DeviceDescription("opencl:0:1", "GPU", "");
        DeviceDescription other = new DeviceDescription("opencl:1:0", "ACCELERATOR", "");
        DeviceDescription fpga = new DeviceDescription("opencl:2:0", "FPGA", "");

        assertThat(gpu.rank()).isLessThan(other.rank());
        assertThat(other.rank()).isLessThan(CPU.rank());
        assertThat(CPU.rank()).isLessThan(fpga.rank());
        assertThat(gpu.accelerates()).isTrue();
        assertThat(other.accelerates()).isTrue();
        assertThat(CPU.accelerates()).isFalse();
        assertThat(fpga.accelerates()).isFalse();
    }

    private static TornadoProbe throwing(Throwable failure) {
        return TornadoProbe.probe(
                Optional::empty,
                () -> {
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) failure;
                });
    }
}
