package io.sluice.kernel.tornado;

import io.sluice.kernel.Board;
import java.util.Optional;

/**
 * Which board a device is, by system properties: an OpenCL driver tells neither the board's name as
 * bitstreams name it nor the toolchain whose bitstreams it loads.
 *
 * @param board the board, where one is named
 * @param device the device that is this board; empty for every FPGA
 */
record BoardSettings(Optional<Board> board, String device) {
    static final String BOARD = "sluice.tornado.board";
    static final String TOOLCHAIN = "sluice.tornado.toolchain";
    static final String DEVICE = "sluice.tornado.board-device";

    /**
     * What the system properties say.
     *
     * @throws IllegalArgumentException naming the property, its value and the expected form
     */
    static BoardSettings configured() {
        String board = System.getProperty(BOARD, "").strip();
        String toolchain = System.getProperty(TOOLCHAIN, "").strip();
        String device = System.getProperty(DEVICE, "").strip();
        if (board.isEmpty() && toolchain.isEmpty() && device.isEmpty()) {
            return new BoardSettings(Optional.empty(), "");
        }
        if (board.isEmpty()) {
            throw new IllegalArgumentException(
                    BOARD + ": not set; expected the board's name beside " + TOOLCHAIN);
        }
        int colon = toolchain.indexOf(':');
        if (colon < 1 || colon == toolchain.length() - 1) {
            throw new IllegalArgumentException(
                    TOOLCHAIN
                            + ": '"
                            + toolchain
                            + "'; expected <name>:<version> of the toolchain of "
                            + board);
        }
        return new BoardSettings(
                Optional.of(
                        new Board(
                                board,
                                toolchain.substring(0, colon),
                                toolchain.substring(colon + 1))),
                device);
    }

    /** The board that a device is. */
    Optional<Board> boardOf(DeviceDescription asked) {
        boolean meant = device.isEmpty() ? asked.isFpga() : device.equals(asked.name());
        return meant ? board : Optional.empty();
    }
}
