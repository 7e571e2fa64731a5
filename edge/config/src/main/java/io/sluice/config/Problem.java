package io.sluice.config;

/**
 * One thing that is wrong with a document.
 *
 * @param source the document's name, usually its file
 * @param line 1-based line, or 0 when the problem has no place in the text
 * @param key the dotted key, such as {@code cascade.max-batch}
 * @param found the value that was found, or what is the matter with it
 * @param expected the form that is expected
 */
public record Problem(String source, int line, String key, String found, String expected) {
    @Override
    public String toString() {
        String place = line > 0 ? source + ":" + line : source;
        return place + ": " + key + ": " + found + "; expected " + expected;
    }
}
