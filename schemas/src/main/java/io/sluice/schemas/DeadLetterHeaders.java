package io.sluice.schemas;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The headers that tell where a dead letter came from when it keeps its own key and value. */
public final class DeadLetterHeaders {
    public static final String DEFAULT_PREFIX = "sluice.dlq";

    private DeadLetterHeaders() {}

    /**
     * The letter's own headers, followed by those that say where it came from and why.
     *
     * @param prefix what their names start with, such as {@link #DEFAULT_PREFIX}
     */
    public static List<Header> of(DeadLetter letter, String prefix) {
        List<Header> headers = new ArrayList<>(letter.headers().size() + 7);
        headers.addAll(letter.headers());
        headers.add(text(prefix + ".topic", letter.topic()));
        headers.add(text(prefix + ".partition", Integer.toString(letter.partition())));
        headers.add(text(prefix + ".offset", Long.toString(letter.offset())));
        headers.add(text(prefix + ".timestamp", Long.toString(letter.timestampMillis())));
        headers.add(text(prefix + ".stage", letter.stage()));
        headers.add(text(prefix + ".reason", letter.reason()));
        headers.add(text(prefix + ".message", letter.message()));
        return headers;
    }

    private static Header text(String key, String value) {
        return new Header(key, value.getBytes(StandardCharsets.UTF_8));
    }
}
