package io.sluice.kernel.tornado;

import io.sluice.kernel.Bitstream;
import io.sluice.kernel.Board;
import io.sluice.kernel.BoardCheck;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.UnsupportedStageException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a stage is run from its graph or from a bitstream, and from which. Pure.
 *
 * <p>An FPGA runs bitstreams only: kernels for it are compiled over hours, and TornadoVM would
 * start to if it was given a graph. Any other device that was declared a board runs the bitstreams
 * of that board, and graphs of stages that have none for it.
 */
final class BitstreamChoice {
    private BitstreamChoice() {}

    /**
     * The bitstream that a stage runs from on a device; none when it runs from its graph.
     *
     * @param most the most rows that a launch may have, padding included
     * @throws UnsupportedStageException saying all that does not fit
     */
    static Optional<Bitstream> of(
            StageModel model, DeviceDescription device, BoardSettings settings, int most) {
        Optional<Board> board = settings.boardOf(device);
        if (board.isEmpty()) {
            if (device.isFpga()) {
                throw new UnsupportedStageException(unnamed(model, device));
            }
            return Optional.empty();
        }
        boolean has =
                model.bitstreams().stream().anyMatch(b -> b.board().equals(board.get().name()));
        if (!has && !device.isFpga()) {
            return Optional.empty();
        }
        return Optional.of(require(model, device, board.get(), most));
    }

    private static Bitstream require(
            StageModel model, DeviceDescription device, Board board, int most) {
        try {
            return BoardCheck.require(model, board, most);
        } catch (UnsupportedStageException e) {
            boolean small =
                    model.bitstreams().stream()
                            .anyMatch(
                                    b ->
                                            BoardCheck.mismatches(b, board, b.minimumBatch())
                                                    .isEmpty());
            throw new UnsupportedStageException(
                    e.getMessage()
                            + "; device "
                            + device
                            + (small
                                    ? "; a launch has at most the greatest of "
                                            + TornadoSettings.BATCH_SIZES
                                    : ""),
                    e);
        }
    }

    private static String unnamed(StageModel model, DeviceDescription device) {
        String found =
                model.bitstreams().stream()
                        .map(b -> new Board(b.board(), b.toolchain(), b.toolchainVersion()))
                        .map(Board::toString)
                        .collect(Collectors.joining(", "));
        return model.name()
                + ": "
                + device
                + " runs bitstreams only, and which board it is was not said: expected -D"
                + BoardSettings.BOARD
                + "=<name> and -D"
                + BoardSettings.TOOLCHAIN
                + "=<name>:<version>; the bundle has bitstreams of this stage for "
                + (found.isEmpty() ? "no board" : found);
    }
}
