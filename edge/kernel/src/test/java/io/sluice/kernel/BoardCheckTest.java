package io.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardCheckTest {
    /** Of the byte 7. */
    private static final String HASH =
            "ca358758f6d27e6cf45272937977a748fd88391db679ceda7dc7bf1f005ee879";

    private static final Board BOARD = new Board("p520", "aoc", "20.4");

    @Test
    void whatFitsIsFound() {
        Bitstream other = bitstream("a10", "20.4", 64);
        Bitstream fitting = bitstream("p520", "20.4", 64);

        assertThat(BoardCheck.require(stage(other, fitting), BOARD, 64)).isSameAs(fitting);
    }

    @Test
    void aBundleForAnotherBoardIsRefusedWithBothNames() {
        assertThatThrownBy(() -> BoardCheck.require(stage(bitstream("a10", "20.4", 64)), BOARD, 64))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessage(
                        "m/stage1: no bitstream for board p520 (aoc 20.4): bitstreams/a10.aocx is"
                                + " for board 'a10', this one is 'p520'");
    }

    @Test
    void everyReasonOfEveryBitstreamIsNamed() {
        Bitstream old = bitstream("p520", "19.1", 128);
        Bitstream foreign = bitstream("a10", "20.4", 64);

        assertThatThrownBy(() -> BoardCheck.require(stage(old, foreign), BOARD, 64))
                .hasMessageContaining(
                        "bitstreams/p520.aocx was compiled by aoc 19.1, the board's runtime is of aoc"
                                + " 20.4, and needs at least 128 rows a launch, the launches have 64;"
                                + " bitstreams/a10.aocx is for board 'a10'");
    }

    @Test
    void aStageWithoutBitstreamsSaysSo() {
        assertThatThrownBy(() -> BoardCheck.require(stage(), BOARD, 64))
                .hasMessageContaining("the bundle has none for this stage");
    }

    @Test
    void theFewestRowsAreEnough() {
        assertThat(BoardCheck.mismatches(bitstream("p520", "20.4", 64), BOARD, 64)).isEmpty();
        assertThat(BoardCheck.mismatches(bitstream("p520", "20.4", 64), BOARD, 63)).hasSize(1);
    }

    @Test
    void otherBytesThanTheBundleMeansAreRefused(@TempDir Path directory) throws Exception {
        Path target = directory.resolve("kernel.aocx");
        bitstream("p520", HASH, new byte[] {7}).writeTo(target);
        assertThat(Files.readAllBytes(target)).containsExactly(7);

        assertThatThrownBy(() -> bitstream("p520", HASH, new byte[] {8}).writeTo(target))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("p520.aocx: sha-256 is")
                .hasMessageContaining("the bundle says " + HASH);
        assertThatThrownBy(() -> bitstream("p520", HASH, new byte[2]).bytes())
                .hasMessageContaining("has 2 bytes, the bundle says 1");
        assertThat(Files.readAllBytes(target)).containsExactly(7);
    }

    private static StageModel stage(Bitstream... bitstreams) {
        return new StageModel("m/stage1", new byte[0], List.of(), List.of(), List.of(bitstreams));
    }

    private static Bitstream bitstream(String board, String version, int minimumBatch) {
        return new Bitstream(
                board,
                "aoc",
                version,
                "entry",
                minimumBatch,
                "bitstreams/" + board + ".aocx",
                1,
                HASH,
                () -> {
                    throw new AssertionError("nothing is read to find out whether it fits");
                });
    }

    private static Bitstream bitstream(String board, String hash, byte[] bytes) {
        return new Bitstream(
                board, "aoc", "20.4", "entry", 1, board + ".aocx", 1, hash, () -> bytes);
    }
}
