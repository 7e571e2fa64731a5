package io.sluice.kernel.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a manifest may say of bitstreams, and what is said of one that does not. */
class BitstreamRulesTest {
    @Test
    void aGoodOneIsRead() throws IOException {
        assertThat(parse("", "").bitstreams())
                .containsExactly(
                        new BitstreamSpec(
                                "stage2",
                                "p520_max_sg280l",
                                "aoc",
                                "20.4",
                                "stage2_entry",
                                64,
                                "bitstreams/p520.aocx"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stage: \"stage2\" | stage: \"stage9\" | is for stage 'stage9'",
                "stage: \"stage2\" | stage: \"stage9\" | expected one of stage1, stage2",
                "minimum-batch: 64 | minimum-batch: 0 | minimum-batch: '0'; expected a whole number from 1",
                "board: \"p520_max_sg280l\" | board: \"a board\" | board: 'a board'",
                "toolchain: \"aoc\" | toolchain: \"\" | toolchain: ''; expected a name",
                "toolchain-version: \"20.4\" | toolchain-version: \"20/4\" | '20/4'; expected a text",
                "entry: \"stage2_entry\" | entry: \"9lives\" | '9lives'; expected the name of a kernel",
                "file: \"bitstreams/p520.aocx\" | file: \"none.aocx\" | no entry for 'none.aocx'",
                "file: \"bitstreams/p520.aocx\" | file: \"policy.json\" | 'policy.json' is another part",
                "file: \"bitstreams/p520.aocx\" | file: \"stage1.onnx\" | expected a file of its own",
                "format-version: 2 | format-version: 1 | expected format-version 2",
                "format-version: 2 | format-version: 5 | this version of Sluice reads 4",
            })
    void aBadOneIsRefusedByValueAndForm(String good, String bad, String message) {
        assertThatThrownBy(() -> parse(good, bad))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(message);
    }

    @Test
    void twoForOneStageAndBoardAreRefused() {
        String entry =
                """
                bitstreams:
                  - {stage: stage2, board: p520_max_sg280l, toolchain: aoc, toolchain-version: "19.1",
                     entry: other, minimum-batch: 1, file: bitstreams/p520.aocx}
                """;
        assertThatThrownBy(() -> parse("bitstreams:\n", entry))
                .hasMessageContaining("'stage2' has two for board 'p520_max_sg280l'")
                .hasMessageContaining("one for a stage and board");
    }

    /** The golden manifest with one text in place of another. */
    private static BundleManifest parse(String good, String bad) throws IOException {
        String text =
                new String(BundleManifestTest.golden(2, "bundle.yaml"), StandardCharsets.UTF_8);
        assertThat(text).contains(good);
        return BundleManifest.parse(
                "test", text.replace(good, bad).getBytes(StandardCharsets.UTF_8));
    }
}
