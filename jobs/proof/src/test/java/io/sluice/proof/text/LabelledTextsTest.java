package io.sluice.proof.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledTextsTest {
    private static final String CSV =
            "set,class,question\n"
                    + "a,plants,\"What is a tree?\nAnswer:\"\n"
                    + "b,stars,\"Left, out\"\n"
                    + "a,birds,\"A \"\"bird\"\"\"\n"
                    + "a,plants,Moss\n";

    @TempDir private Path folder;

    @Test
    void takesTheRowsThatAreAskedFor() throws IOException {
        LabelledTexts texts = read("question", "class", Map.of("set", "a"));

        assertThat(texts.texts()).containsExactly("What is a tree?", "A \"bird\"", "Moss");
        assertThat(texts.classes()).containsExactly("birds", "plants");
        assertThat(texts.labels()).containsExactly(1, 0, 1);
    }

    @Test
    void anUnknownColumnIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> read("questions", "class", Map.of()))
                .hasMessageContaining("no column 'questions'; the nearest are question");
    }

    @Test
    void noRowLeftIsAnError() {
        assertThatThrownBy(() -> read("question", "class", Map.of("set", "c")))
                .hasMessageContaining("no row has {set=c}");
    }

    private LabelledTexts read(String text, String label, Map<String, String> only)
            throws IOException {
        Path file = Files.writeString(folder.resolve("texts.csv"), CSV);
        return LabelledTexts.read(file, new LabelledTexts.Columns(text, label, only, "\nAnswer:"));
    }
}
