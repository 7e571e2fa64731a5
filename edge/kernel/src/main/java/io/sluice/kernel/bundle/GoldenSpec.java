package io.sluice.kernel.bundle;

/**
 * Where the golden vectors are and how close a provider must come to them: for every exit and every
 * stem's summary {@code max|a − b| ≤ relativeTolerance · max|b| + absoluteTolerance}.
 */
public record GoldenSpec(String file, double relativeTolerance, double absoluteTolerance) {
    /** The tolerances when a manifest gives none. */
    public static final double DEFAULT_RELATIVE = 1e-4;

    public static final double DEFAULT_ABSOLUTE = 1e-6;
}
