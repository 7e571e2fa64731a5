package io.sluice.gates;

import io.sluice.config.Section;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What becomes of the decisions of gates; the payload of a control message of kind MODE. */
public enum GateMode {
    /** Decisions are followed. */
    ENFORCE,
    /** Decisions are made and counted, and the full work is done. */
    SHADOW,
    /** No decision is made, and the full work is done. */
    OFF;

    /**
     * Reads a document such as {@code {"mode": "shadow"}}.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem of the document
     */
    public static GateMode parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        GateMode mode = root.choice("mode", GateMode.class);
        root.finish();
        return mode;
    }

    /** The document of this mode, in JSON; {@link #parse} reads it back. */
    public byte[] document() {
        return ("{\"mode\": \"" + name().toLowerCase(Locale.ROOT) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
