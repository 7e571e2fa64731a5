package io.sluice.proof.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.proof.data.ProofFiles;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Needs the encoder's artifact, which the build of this module unpacks. */
class BgeSmallTokenizerTest {
    private static final int CLS = 101;
    private static final int SEP = 102;

    @Test
    void aShortTextIsFilledUp() {
        TextTokenizer.Row row = row("Hello, world! The café's", 16);

        // [CLS] hello , world ! the cafe ' s [SEP], as the model's own vocabulary has them.
        assertThat(Arrays.copyOf(row.ids(), row.tokens()))
                .containsExactly(CLS, 7592, 1010, 2088, 999, 1996, 7668, 1005, 1055, SEP);
        assertThat(Arrays.copyOfRange(row.ids(), row.tokens(), 16)).containsOnly(0);
        assertThat(row.isCut()).isFalse();
    }

    @Test
    void aLongTextIsCutAndClosed() {
        TextTokenizer.Row row = row("one two three four five six", 5);

        assertThat(row.ids()).hasSize(5).startsWith(CLS).endsWith(SEP);
        assertThat(row.full()).isEqualTo(8);
        assertThat(row.isCut()).isTrue();
    }

    private static TextTokenizer.Row row(String text, int length) {
        assumeTrue(Files.exists(ProofFiles.tokenizer()), "the encoder is not unpacked");
        try (TextTokenizer tokenizer = TextTokenizer.open(ProofFiles.tokenizer(), length)) {
            return tokenizer.row(text);
        }
    }
}
