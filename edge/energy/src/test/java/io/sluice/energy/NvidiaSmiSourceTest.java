package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a script that answers as the command does. */
@Timeout(60)
class NvidiaSmiSourceTest {
    @TempDir private Path directory;

    /** Every line comes 100 ms after the one before. */
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void powerIsIntegrated() throws Exception {
        command(
                """
                case "$*" in
                  *--loop-ms=100*) printf '0, 100.0\\n0, 200.0\\n0, 100.0\\n'; read wait;;
                  *) echo '0, 100.0';;
                esac
                """);
        try (NvidiaSmiSource source = source()) {
            assertThat(source.absence()).isEmpty();
            assertThat(source.detail()).endsWith("nvidia-smi, power.draw.instant");
            assertThat(source.tickSeconds()).isEqualTo(0.1);

            EnergyCount count = await(source, 30);
            assertThat(count.channel()).isEqualTo("gpu0");
            assertThat(count.joules()).isCloseTo(30, within(1e-9));
        }
    }

    @Test
    void anOlderDriverGivesTheMeanOfASecond() throws Exception {
        command(
                """
                case "$*" in
                  *instant*) echo 'Field "power.draw.instant" is not a valid field to query.'; exit 2;;
                  *) echo '0, 71.5';;
                esac
                """);
        try (NvidiaSmiSource source = source()) {
            assertThat(source.absence()).isEmpty();
            assertThat(source.detail()).endsWith("power.draw");
            assertThat(source.tickSeconds()).isEqualTo(1);
        }
    }

    @Test
    void aBoardWithoutASensorIsAbsentWithWhatWasSaid() throws Exception {
        command("echo '0, [N/A]'");
        try (NvidiaSmiSource source = source()) {
            assertThat(source.absence().orElseThrow().reason())
                    .contains("gives no power: 0, [N/A]");
        }
    }

    @Test
    void aCommandThatEndsIsNamedWithItsLastWords() throws Exception {
        command("echo 'Unable to determine the device handle'");
        try (NvidiaSmiSource source = source()) {
            while (true) {
                try {
                    source.read(0);
                } catch (IOException e) {
                    if (e.getMessage().contains("has ended")) {
                        assertThat(e).hasMessageContaining("Unable to determine");
                        return;
                    }
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Test
    void noCommandIsAbsent() {
        assertThat(source().absence().orElseThrow().reason()).contains("PATH");
    }

    private NvidiaSmiSource source() {
        return new NvidiaSmiSource(List.of(directory), () -> nanos.addAndGet(100_000_000));
    }

    private void command(String script) throws IOException {
        Path file = directory.resolve("nvidia-smi");
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static EnergyCount await(EnergySource source, double joules) {
        while (true) {
            try {
                EnergyCount count = source.read(0).get(0);
                if (count.joules() > joules - 1e-6) {
                    return count;
                }
            } catch (IOException notYet) {
                // It has not printed its first line.
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
