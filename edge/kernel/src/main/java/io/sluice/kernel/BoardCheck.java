package io.sluice.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a bundle's bitstreams fit a board. Pure; a provider asks before it loads one, because a
 * board that is given a bitstream for another may hang or compute garbage.
 */
public final class BoardCheck {
    private BoardCheck() {}

    /**
     * The bitstream of a stage that fits. Its bytes are verified when they are read.
     *
     * @param batch the number of rows that every launch will have, padding included
     * @throws UnsupportedStageException when none fits, with all that is wrong with each
     */
    public static Bitstream require(StageModel stage, Board board, int batch) {
        List<String> reasons = new ArrayList<>();
        for (Bitstream bitstream : stage.bitstreams()) {
            List<String> mismatches = mismatches(bitstream, board, batch);
            if (mismatches.isEmpty()) {
                return bitstream;
            }
            reasons.add(bitstream.file() + " " + String.join(", and ", mismatches));
        }
        throw new UnsupportedStageException(
                stage.name()
                        + ": no bitstream for board "
                        + board
                        + ": "
                        + (reasons.isEmpty()
                                ? "the bundle has none for this stage"
                                : String.join("; ", reasons)));
    }

    /** What of a bitstream does not fit, in words; empty when all does. */
    public static List<String> mismatches(Bitstream bitstream, Board board, int batch) {
        List<String> mismatches = new ArrayList<>();
        if (!bitstream.board().equals(board.name())) {
            mismatches.add(
                    "is for board '" + bitstream.board() + "', this one is '" + board.name() + "'");
        }
        if (!bitstream.toolchain().equals(board.toolchain())
                || !bitstream.toolchainVersion().equals(board.toolchainVersion())) {
            mismatches.add(
                    "was compiled by "
                            + bitstream.toolchain()
                            + " "
                            + bitstream.toolchainVersion()
                            + ", the board's runtime is of "
                            + board.toolchain()
                            + " "
                            + board.toolchainVersion());
        }
        if (batch < bitstream.minimumBatch()) {
            mismatches.add(
                    "needs at least "
                            + bitstream.minimumBatch()
                            + " rows a launch, the launches have "
                            + batch);
        }
        return mismatches;
    }
}
