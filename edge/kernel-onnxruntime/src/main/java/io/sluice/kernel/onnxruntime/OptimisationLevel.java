package io.sluice.kernel.onnxruntime;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much ONNX Runtime may rewrite a graph before it runs it. */
public enum OptimisationLevel {
    /** The graph as it is written. */
    NONE,
    /** Rewrites that do not change a rounding: constant folding, removal of dead nodes. */
    BASIC,
    /** Fusions of nodes as well. */
    EXTENDED,
    /** Memory layouts of the device as well. What production runs. */
    ALL;

    /** The system property that sets the level of providers found on the class path. */
    public static final String PROPERTY = "sluice.onnxruntime.optimisation-level";

    /**
     * The level that {@link #PROPERTY} names, {@link #ALL} when it is not set.
     *
     * @throws IllegalArgumentException when it names no level
     */
    public static OptimisationLevel configured() {
        String text = System.getProperty(PROPERTY, "all");
        return Arrays.stream(values())
                .filter(level -> level.word().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        PROPERTY + ": '" + text + "'; expected " + words()));
    }

    private static String words() {
        return Arrays.stream(values())
                .map(OptimisationLevel::word)
                .collect(Collectors.joining(" | "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
