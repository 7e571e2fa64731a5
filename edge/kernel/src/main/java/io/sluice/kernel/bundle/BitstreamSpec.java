package io.sluice.kernel.bundle;

/**
 * A stage compiled ahead of time for a board, as the manifest lists it.
 *
 * @param stage the stage's name
 * @param board the board it was compiled for, as the board calls itself
 * @param toolchain what compiled it
 * @param toolchainVersion that one's version
 * @param entry the name of the kernel in it
 * @param minimumBatch the fewest rows that it can be called with, at least 1
 * @param file its file, relative to the bundle
 */
public record BitstreamSpec(
        String stage,
        String board,
        String toolchain,
        String toolchainVersion,
        String entry,
        int minimumBatch,
        String file) {
    /** Whether both are for the same stage on the same board, so that one replaces the other. */
    boolean isForSame(BitstreamSpec other) {
        return stage.equals(other.stage) && board.equals(other.board);
    }
}
