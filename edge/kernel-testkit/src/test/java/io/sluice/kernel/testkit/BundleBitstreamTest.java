package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.Bitstream;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BitstreamSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.BundleHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bitstreams on their way from a file into a bundle and to a provider. */
class BundleBitstreamTest {
    private static final BitstreamSpec SPEC =
            new BitstreamSpec("stage2", "p520", "aoc", "20.4", "main", 64, "boards/p520.aocx");

    private final BundleFiles plain = TestBundles.ladder().files();

    @Test
    void theProviderGetsThoseOfItsStage() {
        Bundle bundle = plain.withBitstream(SPEC, new byte[] {1, 2, 3}).open();

        assertThat(bundle.stageModel(0).bitstreams()).isEmpty();
        assertThat(bundle.stageModel(1).bitstreams()).hasSize(1);
        Bitstream bitstream = bundle.stageModel(1).bitstreams().get(0);
        assertThat(bitstream.board()).isEqualTo("p520");
        assertThat(bitstream.entry()).isEqualTo("main");
        assertThat(bitstream.minimumBatch()).isEqualTo(64);
        assertThat(bitstream.bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void itIsPartOfTheHashAndThePolicyNamesTheNewOne() {
        Bundle bundle = plain.withBitstream(SPEC, new byte[] {1}).open();
        Bundle otherBytes = plain.withBitstream(SPEC, new byte[] {2}).open();

        assertThat(bundle.hash()).isNotEqualTo(plain.open().hash());
        assertThat(bundle.hash()).isNotEqualTo(otherBytes.hash());
        assertThat(bundle.firstPolicy().bundleHash()).isEqualTo(bundle.hash());
        assertThat(bundle.firstPolicy().withBundle("").document())
                .isEqualTo(plain.open().firstPolicy().withBundle("").document());
    }

    @Test
    void anotherForTheSameStageAndBoardReplacesIt() {
        BitstreamSpec newer =
                new BitstreamSpec("stage2", "p520", "aoc", "21.2", "main", 64, "boards/new.aocx");
        BitstreamSpec further =
                new BitstreamSpec("stage2", "a10", "aoc", "20.4", "main", 64, "boards/a10.aocx");

        BundleFiles files =
                plain.withBitstream(SPEC, new byte[] {1})
                        .withBitstream(newer, new byte[] {2})
                        .withBitstream(further, new byte[] {3});

        assertThat(files.open().manifest().bitstreams()).containsExactly(newer, further);
        assertThat(files.files()).doesNotContainKey("boards/p520.aocx");
    }

    @Test
    void aProviderThatReadsTheGraphPassesOverThem() {
        BundleHost host = new BundleHost(List.of(new PlainKernels(new PlainScript())));
        Bundle bundle = plain.withBitstream(SPEC, new byte[] {1}).open();

        try (ActiveBundle lease = host.acquire(bundle, "auto", null)) {
            assertThat(lease.placement(1).isElsewhere()).isFalse();
        }
    }

    @Test
    void oneThatComputesSomethingElseIsNotUsed() {
        PlainScript board = new PlainScript();
        board.skewResultsOf("stage2");
        Bundle bundle = plain.withBitstream(SPEC, new byte[] {1}).open();

        try (ActiveBundle lease = boardAndOther(board).acquire(bundle, "board", null)) {
            assertThat(lease.stage(0).device()).isEqualTo("board/java");
            assertThat(lease.stage(1).device()).isEqualTo("other/java");
            assertThat(lease.placement(1).reason())
                    .contains("stage2.onnx: exit2 at batch 1 is off by");
        }
        assertThat(board.closed()).isEqualTo(board.opened()).isEqualTo(3);
    }

    @Test
    void aGraphThatIsComputedWronglyRefusesTheBundle() {
        PlainScript board = new PlainScript();
        board.skewResultsOf("stage2");

        assertThatThrownBy(() -> boardAndOther(board).acquire(plain.open(), "board", null))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("stage2.onnx: exit2 at batch 1 is off by");
        assertThat(board.closed()).isEqualTo(board.opened()).isEqualTo(3);
    }

    private static BundleHost boardAndOther(PlainScript board) {
        return new BundleHost(
                List.of(
                        new PlainKernels("board", board),
                        new PlainKernels("other", new PlainScript())));
    }

    @Test
    void oneThatChangedOnDiskIsRefusedWhenItIsRead(@TempDir Path directory) throws Exception {
        plain.withBitstream(SPEC, new byte[] {1}).writeDirectory(directory);
        Bundle bundle = Bundle.open(directory);
        Bitstream bitstream = bundle.stageModel(1).bitstreams().get(0);
        Files.write(directory.resolve("boards/p520.aocx"), new byte[] {2});

        assertThatThrownBy(bitstream::bytes)
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("boards/p520.aocx: sha-256 is");
        assertThatThrownBy(() -> Bundle.open(directory))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("boards/p520.aocx: sha-256 is");
    }
}
