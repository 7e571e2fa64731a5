package io.sluice.fitting;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reports as JSON: what is null is left out, and the same report is the same bytes. */
public final class ReportJson {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private ReportJson() {}

    /** The report's bytes. */
    public static byte[] write(Object report) {
        try {
            // Not the platform's line ends, which would make the bytes the machine's.
            String text = JSON.writer(new UnixPrinter()).writeValueAsString(report) + "\n";
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report cannot be written", e);
        }
    }

    /**
     * Reads a report.
     *
     * @param file what to call it in messages
     * @throws UncheckedIOException when it is no such report
     */
    public static <T> T read(String file, byte[] json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not the report of a fit", e);
        }
    }
}
