package io.sluice.operators.budget;

import io.sluice.schemas.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tenant of a record, which one of its headers names. Names are kept, so that a record of one
 * that is known costs no new text.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Tenants {
    /** Where there are more, names were made up: they are forgotten, and no memory is lost. */
    private static final int MOST = 10_000;

    private final String header;
    private final Map<ByteBuffer, String> names = new HashMap<>();
    private byte[] lastBytes = {};
    private String last = "";

    /**
     * @param header the header's name; empty for none
     */
    Tenants(String header) {
        this.header = header;
    }

    /** The tenant that a record's headers name, or empty. */
    String of(List<Header> headers) {
        if (header.isEmpty()) {
            return "";
        }
        for (int i = 0; i < headers.size(); i++) {
            Header each = headers.get(i);
            if (each.key().equals(header)) {
                return each.value() == null ? "" : name(each.value());
            }
        }
        return "";
    }

    private String name(byte[] bytes) {
        if (Arrays.equals(bytes, lastBytes)) {
            return last;
        }
        if (names.size() >= MOST) {
            names.clear();
        }
        lastBytes = bytes;
        last =
                names.computeIfAbsent(
                        ByteBuffer.wrap(bytes), key -> new String(bytes, StandardCharsets.UTF_8));
        return last;
    }
}
