package io.sluice.gates.experts;

/**
 * A category of requests and what one of them may take.
 *
 * @param name not blank
 * @param latencyMillis the time to answer in, ms, above 0; the deadline of a request without its
 *     own
 * @param joulesPerRequest what all experts asked may use together, J, above 0; infinite for no
 *     limit
 * @param mostAsked how many experts may be asked, hedges not counted, from 1 to {@link #MOST_ASKED}
 */
public record ExpertCategory(
        String name, double latencyMillis, double joulesPerRequest, int mostAsked) {
    public static final int MOST_ASKED = 4;

    public ExpertCategory {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "category '" + name + "'; expected a name that is not blank");
        }
        if (!(latencyMillis > 0 && latencyMillis <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "category "
                            + name
                            + " has latency-millis "
                            + latencyMillis
                            + "; expected a finite number above 0");
        }
        if (!(joulesPerRequest > 0)) {
            throw new IllegalArgumentException(
                    "category "
                            + name
                            + " has joules-per-request "
                            + joulesPerRequest
                            + "; expected a number above 0");
        }
        if (mostAsked < 1 || mostAsked > MOST_ASKED) {
            throw new IllegalArgumentException(
                    "category "
                            + name
                            + " has most-asked "
                            + mostAsked
                            + "; expected from 1 to "
                            + MOST_ASKED);
        }
    }

    /** The same, where a request may use at most so much, J. */
    public ExpertCategory within(double mostJoules) {
        return joulesPerRequest <= mostJoules
                ? this
                : new ExpertCategory(
                        name, latencyMillis, Math.max(Double.MIN_NORMAL, mostJoules), mostAsked);
    }
}
