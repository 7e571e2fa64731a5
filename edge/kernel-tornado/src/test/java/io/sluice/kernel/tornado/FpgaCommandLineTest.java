package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.Bitstream;
import io.sluice.kernel.UnsupportedStageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FpgaCommandLineTest {
    private static final String TASK = "sluice.main_039058c6f2c0";
    private static final String KEY = TASK + ".device=0:1";
    private static final String HASH =
            "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";

    @TempDir private Path folder;
    private final Map<String, String> properties = new HashMap<>();
    private Path file;

    @BeforeEach
    void startRight() throws IOException {
        file = Files.write(folder.resolve("p520.aocx"), new byte[] {1, 2, 3});
        Path configuration = Files.createFile(folder.resolve("fpga.conf"));
        properties.put(FpgaCommandLine.CONFIGURATION, configuration.toString());
        properties.put(FpgaCommandLine.BINARIES, file + "," + KEY);
    }

    @Test
    void theTaskIsNamedByEntryAndHash() {
        assertThat("sluice." + BitstreamSource.task(bitstream())).isEqualTo(TASK);
    }

    @Test
    void aFileThatIsTheBitstreamIsTaken() {
        assertThat(ask()).isEqualTo(file);
    }

    @Test
    void soIsOneOfSeveralAndOneThatAFileLists() throws IOException {
        properties.put(FpgaCommandLine.BINARIES, "other.aocx,a.b.device=0:1," + file + "," + KEY);
        assertThat(ask()).isEqualTo(file);

        Path list = folder.resolve("list.txt");
        Files.writeString(list, "# ours\n\n" + file + "," + KEY + "\n");
        properties.put(FpgaCommandLine.BINARIES, list.toString());
        assertThat(ask()).isEqualTo(file);
    }

    @Test
    void withoutThePropertyTheMessageIsTheLineToAdd() {
        properties.remove(FpgaCommandLine.BINARIES);

        refused("ladder/stage2: tornado.precompiled.binary is not set")
                .hasMessageContaining(
                        "expected -Dtornado.precompiled.binary=<copy of the bundle's"
                                + " bitstreams/p520.aocx>,"
                                + KEY);
    }

    @Test
    void whatIsThereAlreadyStaysInTheLine() {
        properties.put(FpgaCommandLine.BINARIES, "other.aocx,a.b.device=0:1");

        refused("is 'other.aocx,a.b.device=0:1'")
                .hasMessageContaining("=other.aocx,a.b.device=0:1,<copy of");
    }

    @Test
    void anotherDeviceIsNotThisOne() {
        properties.put(FpgaCommandLine.BINARIES, file + "," + TASK + ".device=0:0");

        refused(KEY);
    }

    @Test
    void anotherFileOrNoneIsRefused() throws IOException {
        Files.write(file, new byte[] {1, 2, 4});
        refused("p520.aocx, in place of bitstreams/p520.aocx: sha-256 is")
                .hasMessageContaining("the bundle says " + HASH);
        Files.write(file, new byte[] {1});
        refused("has 1 bytes, the bundle says 3");
        Files.delete(file);
        refused("p520.aocx, which cannot be read");
        properties.put(FpgaCommandLine.BINARIES, folder.resolve("absent.txt").toString());
        refused("absent.txt', which cannot be read");
    }

    /** TornadoVM would end the process. */
    @Test
    void aConfigurationThatCannotBeReadIsRefused() {
        properties.put(FpgaCommandLine.CONFIGURATION, folder.resolve("absent.conf").toString());
        refused("absent.conf', which cannot be read");
        properties.remove(FpgaCommandLine.CONFIGURATION);
        refused("tornado.fpga.conf.file is not set");
    }

    private Path ask() {
        return new FpgaCommandLine(properties::get)
                .require("ladder/stage2", bitstream(), TASK, "opencl:0:1");
    }

    private AbstractThrowableAssert<?, ?> refused(String reason) {
        return assertThatThrownBy(this::ask)
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining(reason);
    }

    private static Bitstream bitstream() {
        return new Bitstream(
                "p520",
                "aoc",
                "20.4",
                "main",
                64,
                "bitstreams/p520.aocx",
                3,
                HASH,
                () -> new byte[] {1, 2, 3});
    }
}
