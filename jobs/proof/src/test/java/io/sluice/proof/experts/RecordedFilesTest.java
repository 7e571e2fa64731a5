package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedFilesTest {
    private static final String LINE =
            "{\"prompt\":\"Add 1.\",\"best_arm\":\"z\",\"source\":\"sums\",\"arms\":{"
                    + "\"z\":{\"reward\":1.0,\"cost\":0.5},\"b\":{\"reward\":0.25,\"cost\":0.1}}}\n";

    @TempDir private Path folder;

    @Test
    void promptsRewardsAndCostsAreReadByName() throws IOException {
        RecordedPrompts read = ParetoBanditFile.read(gzip(LINE + LINE));

        assertThat(read.experts()).containsExactly("b", "z");
        assertThat(read.prompts()).containsExactly("Add 1.", "Add 1.");
        assertThat(read.rewards()[1]).containsExactly(.25, 1);
        assertThat(read.costs()[0]).containsExactly(.1, .5);
    }

    @Test
    void aMissingRewardIsNamed() {
        assertThatThrownBy(
                        () ->
                                ParetoBanditFile.read(
                                        gzip(LINE + LINE.replace("\"reward\":0.25,", ""))))
                .hasMessageEndingWith(":2: has no 'b.reward'");
    }

    @Test
    void otherExpertsAreRefused() {
        assertThatThrownBy(() -> ParetoBanditFile.read(gzip(LINE + LINE.replace("\"b\"", "\"c\""))))
                .hasMessageEndingWith(":2: has experts [c, z]; expected [b, z]");
    }

    @Test
    void aRewardAboveOneIsRefused() {
        assertThatThrownBy(() -> ParetoBanditFile.read(gzip(LINE.replace("1.0", "1.5"))))
                .hasMessage("rewards hold 1.5; expected from 0 to 1.0");
    }

    @Test
    void routedQuestionsCostOneStrongCallOrNothing() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("matrix.csv"),
                        "bench,subject,prompt,mixtral_8x7b,gpt4_1106\n"
                                + "mmlu,law,\"Who?\nA. I\",0,1\n");

        RecordedPrompts read = RouteLlmFile.read(file);

        assertThat(read.prompts()).containsExactly("Who?\nA. I");
        assertThat(read.rewards()[0]).containsExactly(1, 0);
        assertThat(read.costs()[0]).containsExactly(1, 0);
    }

    @Test
    void aCorrectnessThatIsNoneIsNamed() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("matrix.csv"),
                        "bench,subject,prompt,mixtral_8x7b,gpt4_1106\nmmlu,law,Who?,0,2\n");

        assertThatThrownBy(() -> RouteLlmFile.read(file))
                .hasMessageEndingWith(":2: has '2'; expected 0 or 1");
    }

    private Path gzip(String text) throws IOException {
        Path file = folder.resolve("prompts.jsonl.gz");
        try (Writer out =
                new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(file)),
                        StandardCharsets.UTF_8)) {
            out.write(text);
        }
        return file;
    }
}
