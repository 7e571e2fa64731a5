package io.sluice.gates;

import io.sluice.config.Section;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The payload of a control message of kind GUARD: the level from which on a policy's rule is to be
 * used, and what was seen that asks for it.
 *
 * @param level the guard level, from 0 to {@link ExitRule#MOST_GUARD_LEVEL}
 * @param policyVersion the version of the policy it concerns; under any other it means nothing
 * @param shadowRuns how many shadow runs the evidence rests on
 * @param disagreements in how many of them the early class was not the full model's
 * @param lower lower end of the interval of the share of disagreements, from 0 to 1
 * @param upper upper end of it
 */
public record GuardMessage(
        int level,
        String policyVersion,
        long shadowRuns,
        long disagreements,
        double lower,
        double upper) {
    public GuardMessage {
        if (level < 0 || level > ExitRule.MOST_GUARD_LEVEL) {
            throw new IllegalArgumentException(
                    "a guard level is from 0 to " + ExitRule.MOST_GUARD_LEVEL + ", not " + level);
        }
    }

    /**
     * Reads a document.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem of the document
     */
    public static GuardMessage parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        GuardMessage message =
                new GuardMessage(
                        (int) root.integer("level", 0, ExitRule.MOST_GUARD_LEVEL),
                        root.string("policy"),
                        root.integer("shadow-runs", 0, Long.MAX_VALUE, 0),
                        root.integer("disagreements", 0, Long.MAX_VALUE, 0),
                        root.decimal("lower", 0, 1, 0),
                        root.decimal("upper", 0, 1, 1));
        root.finish();
        return message;
    }

    /** The document of this message, in JSON; {@link #parse} reads it back. */
    public byte[] document() {
        String json =
                String.format(
                        Locale.ROOT,
                        "{\"level\": %d, \"policy\": \"%s\", \"shadow-runs\": %d,"
                                + " \"disagreements\": %d, \"lower\": %s, \"upper\": %s}",
                        level,
                        policyVersion.replace("\\", "\\\\").replace("\"", "\\\""),
                        shadowRuns,
                        disagreements,
                        lower,
                        upper);
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
