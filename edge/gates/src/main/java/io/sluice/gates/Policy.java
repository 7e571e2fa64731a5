package io.sluice.gates;

import io.sluice.config.Section;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * All gate parameters for one bundle, as a versioned document that can be promoted alone.
 *
 * <p>The document is YAML or JSON: {@code version}, {@code bundle} (the hash of the bundle it was
 * fitted for), {@code exit-rule} ({@code kind: confidence | fixed | full} with its parameters) and,
 * where there is one, {@code max-multiply-adds}, the hard cap of one event.
 *
 * @param version the policy's version, free text such as {@code 3} or {@code 2026-11-21.1}
 * @param bundleHash hash of the bundle the policy belongs to: 64 lower-case hexadecimal digits
 * @param exitRule the rule of the cascade
 * @param maxMultiplyAdds what one event may spend at most, at least 0; {@link #NO_CAP} for no cap.
 *     An event that may not go deeper leaves with reason {@code BUDGET_EXHAUSTED}, and one that may
 *     not even run the first stage gets no class.
 */
public record Policy(String version, String bundleHash, ExitRule exitRule, long maxMultiplyAdds) {
    /** The cap of a policy without one. */
    public static final long NO_CAP = Long.MAX_VALUE;

    public Policy {
        if (maxMultiplyAdds < 0) {
            throw new IllegalArgumentException(
                    "a cap of multiply-adds is at least 0, not " + maxMultiplyAdds);
        }
    }

    /** A policy without a cap. */
    public Policy(String version, String bundleHash, ExitRule exitRule) {
        this(version, bundleHash, exitRule, NO_CAP);
    }

    /** The kinds of exit rule that a document can name. */
    private enum RuleKind {
        CONFIDENCE,
        FIXED,
        FULL
    }

    /**
     * Reads a document.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem of the document
     */
    public static Policy parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        String version = root.string("version");
        String hash = root.string("bundle");
        if (!hash.isEmpty() && !hash.matches("[0-9a-f]{64}")) {
            root.problem("bundle", "'" + hash + "'", "64 lower-case hexadecimal digits (SHA-256)");
        }
        ExitRule rule = exitRule(root.section("exit-rule"));
        long cap = root.integer("max-multiply-adds", 0, NO_CAP, NO_CAP);
        root.finish();
        return new Policy(version, hash, rule, cap);
    }

    private static ExitRule exitRule(Section section) {
        return switch (section.choice("kind", RuleKind.class)) {
            case CONFIDENCE -> confidence(section.decimals("thresholds", 0, Float.MAX_VALUE));
            case FIXED -> new FixedExit((int) section.integer("exit", 0, 1000));
            case FULL -> FixedExit.full();
        };
    }

    private static ExitRule confidence(List<Double> thresholds) {
        float[] values = new float[thresholds.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = thresholds.get(i).floatValue();
        }
        return new ConfidenceThreshold(values);
    }

    /** The document of this policy, in JSON; {@link #parse} reads it back. */
    public byte[] document() {
        String json =
                String.format(
                        Locale.ROOT,
                        "{%n  \"version\": \"%s\",%n  \"bundle\": \"%s\",%n%s  \"exit-rule\": %s%n}%n",
                        escape(version),
                        bundleHash,
                        maxMultiplyAdds == NO_CAP
                                ? ""
                                : "  \"max-multiply-adds\": " + maxMultiplyAdds + ",\n",
                        ruleDocument());
        return json.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
    }

    private String ruleDocument() {
        if (exitRule instanceof ConfidenceThreshold confidence) {
            StringBuilder list = new StringBuilder();
            for (float threshold : confidence.thresholds()) {
                list.append(list.isEmpty() ? "" : ", ").append(threshold);
            }
            return "{\"kind\": \"confidence\", \"thresholds\": [" + list + "]}";
        }
        if (exitRule instanceof FixedExit fixed && fixed.index() != FixedExit.LAST) {
            return "{\"kind\": \"fixed\", \"exit\": " + fixed.index() + "}";
        }
        if (exitRule instanceof FixedExit) {
            return "{\"kind\": \"full\"}";
        }
        throw new IllegalStateException("no document form for exit rule " + exitRule);
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
