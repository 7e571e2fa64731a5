package io.sluice.proof.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Texts as rows of a fixed number of tokens, by the {@code tokenizer.json} that comes with a model.
 *
 * <p>A longer text is cut, and keeps its closing token; a shorter one is filled up with zeros,
 * which the attention mask leaves out. Owned state: a native tokenizer, until {@link #close}.
 * Threading: for one thread.
 */
public final class TextTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final int length;

    /**
     * One text.
     *
     * @param ids of {@code length} tokens, zeros behind the last
     * @param tokens how many of them count
     * @param full how many tokens the text has; more than {@code tokens} when it was cut
     */
    public record Row(int[] ids, int tokens, int full) {
        public boolean isCut() {
            return full > tokens;
        }
    }

    private TextTokenizer(HuggingFaceTokenizer tokenizer, int length) {
        this.tokenizer = tokenizer;
        this.length = length;
    }

    /**
     * Opens a tokenizer.
     *
     * @param length tokens per row, the opening and the closing one included: at least 3
     * @throws IllegalArgumentException when the file is not there or the length is too small
     */
    public static TextTokenizer open(Path file, int length) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "no tokenizer " + file + "; expected the tokenizer.json of the model");
        }
        if (length < 3) {
            throw new IllegalArgumentException("rows of " + length + " tokens; expected 3 or more");
        }
        // The library would else ask its project's server how it is used.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        try {
            Map<String, String> whole = Map.of("padding", "false", "truncation", "false");
            return new TextTokenizer(HuggingFaceTokenizer.newInstance(file, whole), length);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": not a tokenizer.json: " + e.getMessage(), e);
        }
    }

    /** The tokens of a text. */
    public Row row(String text) {
        long[] all = tokenizer.encode(text).getIds();
        int tokens = Math.min(length, all.length);
        int[] ids = new int[length];
        for (int i = 0; i < tokens; i++) {
            ids[i] = Math.toIntExact(all[i]);
        }
        ids[tokens - 1] = Math.toIntExact(all[all.length - 1]);
        return new Row(ids, tokens, all.length);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
