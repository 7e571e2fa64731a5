package io.sluice.gates.experts;

/**
 * One expert as a policy knows it. It is chosen by one vector that its owner can fit alone, so that
 * an expert can be added without touching the others (methods.md 4.9).
 *
 * @param name names it among all experts and on the wire, not blank
 * @param bundle the hash of the bundle that the vector was fitted for, 64 lower-case hexadecimal
 *     digits, or empty when any will do
 * @param vector {@code [features + 1]}, the bias last: the expert is predicted to be wrong with
 *     probability σ(−vector·(features, 1))
 * @param joules energy of one request, J, where no device says its own; finite, at least 0
 * @param computeMillis the 95 % quantile of computing one request, ms, where no device says its
 *     own; finite, at least 0
 * @param standbyWatts what keeping it ready draws, W; finite, at least 0
 * @param multiplyAdds of one request, at least 0; information
 */
public record ExpertSpec(
        String name,
        String bundle,
        float[] vector,
        double joules,
        double computeMillis,
        double standbyWatts,
        long multiplyAdds) {
    public ExpertSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "expert '" + name + "'; expected a name that is not blank");
        }
        if (!bundle.isEmpty() && !bundle.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "expert "
                            + name
                            + " has bundle '"
                            + bundle
                            + "'; expected 64 lower-case hexadecimal digits (SHA-256) or nothing");
        }
        if (vector.length < 1) {
            throw new IllegalArgumentException(
                    "expert " + name + " has an empty vector; expected at least the bias");
        }
        for (float weight : vector) {
            requireFinite(name, "weight", weight, -Double.MAX_VALUE);
        }
        requireFinite(name, "joules", joules, 0);
        requireFinite(name, "compute-millis", computeMillis, 0);
        requireFinite(name, "standby-watts", standbyWatts, 0);
        requireFinite(name, "multiply-adds", multiplyAdds, 0);
    }

    private static void requireFinite(String name, String what, double value, double least) {
        if (!(value >= least && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "expert "
                            + name
                            + " has "
                            + what
                            + " "
                            + value
                            + "; expected a finite number"
                            + (least == 0 ? " of at least 0" : ""));
        }
    }
}
