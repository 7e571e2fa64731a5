package io.sluice.proof.experts;

/** How long a text is, in characters, words, lines, digits and signs. */
final class TextShape {
    static final int COUNT = 6;

    private TextShape() {}

    /** Writes {@value #COUNT} numbers. */
    static void write(String text, float[] to, int offset) {
        int words = 0;
        int lines = 0;
        int digits = 0;
        int signs = 0;
        int solid = 0;
        boolean isInWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isSpace = Character.isWhitespace(c);
            words += !isSpace && !isInWord ? 1 : 0;
            isInWord = !isSpace;
            solid += isSpace ? 0 : 1;
            lines += c == '\n' ? 1 : 0;
            digits += Character.isDigit(c) ? 1 : 0;
            signs += !isSpace && !Character.isLetterOrDigit(c) ? 1 : 0;
        }
        to[offset] = (float) Math.log1p(text.length());
        to[offset + 1] = (float) Math.log1p(words);
        to[offset + 2] = (float) Math.log1p(lines);
        to[offset + 3] = (float) Math.log1p(digits);
        to[offset + 4] = (float) Math.log1p(signs);
        to[offset + 5] = (float) solid / Math.max(1, words);
    }
}
