package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.Board;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoardSettingsTest {
    private static final DeviceDescription CPU = new DeviceDescription("opencl:0:0", "CPU", "");
    private static final DeviceDescription FPGA = new DeviceDescription("opencl:0:1", "FPGA", "");
    private static final Board BOARD = new Board("p520", "aoc", "20.4:1");

    @AfterEach
    void clear() {
        Ladders.undeclare();
    }

    @Test
    void nothingIsABoardUnlessItIsSaid() {
        assertThat(BoardSettings.configured().boardOf(FPGA)).isEmpty();
    }

    @Test
    void everyFpgaIsTheBoard() {
        Ladders.declare("p520", "aoc:20.4:1", "");

        assertThat(BoardSettings.configured().boardOf(FPGA)).contains(BOARD);
        assertThat(BoardSettings.configured().boardOf(CPU)).isEmpty();
    }

    @Test
    void aDeviceThatIsNamedIsTheBoardAndNoOther() {
        Ladders.declare("p520", "aoc:20.4:1", "opencl:0:0");

        assertThat(BoardSettings.configured().boardOf(CPU)).contains(BOARD);
        assertThat(BoardSettings.configured().boardOf(FPGA)).isEmpty();
    }

    @Test
    void aDeviceThatIsNotThereIsNamedWithThoseThatAre() {
        Ladders.declare("p520", "aoc:20.4", "opencl:3:0");

        TornadoProbe probe = TornadoProbe.probe(Optional::empty, () -> List.of(CPU, FPGA));

        assertThat(probe.availability().available()).isFalse();
        assertThat(probe.availability().detail())
                .contains("sluice.tornado.board-device: 'opencl:3:0'; expected one of opencl:0:0");
    }

    @Test
    void oneWithoutTheOtherIsNamedAndTheProviderNotAvailable() {
        Ladders.declare("p520", "aoc", "");
        assertThatThrownBy(BoardSettings::configured)
                .hasMessageContaining("sluice.tornado.toolchain: 'aoc'")
                .hasMessageContaining("<name>:<version>");
        Ladders.declare("", "aoc:20.4", "");
        assertThatThrownBy(BoardSettings::configured)
                .hasMessageContaining("sluice.tornado.board: not set");
        assertThat(TornadoProbe.probe().availability().detail()).contains("sluice.tornado.board");
    }
}
