package io.sluice.schemas;

/**
 * What an action costs or has cost.
 *
 * @param multiplyAdds multiply-add operations of the model stages that ran
 * @param seconds compute time in seconds: an event's share of the batches it was part of
 * @param joules energy in joules, or NaN exactly when the provenance is {@link Provenance#UNKNOWN}
 * @param bytes bytes sent to or received from other devices for this event
 * @param energy where the joules come from
 */
public record Cost(
        long multiplyAdds, double seconds, double joules, long bytes, Provenance energy) {
    public static final Cost NONE = new Cost(0, 0, Double.NaN, 0, Provenance.UNKNOWN);

    public Cost {
        if (multiplyAdds < 0 || bytes < 0 || !(seconds >= 0)) {
            throw new IllegalArgumentException(
                    "a cost is not negative: "
                            + multiplyAdds
                            + " multiply-adds, "
                            + seconds
                            + " s, "
                            + bytes
                            + " bytes");
        }
        if (Double.isNaN(joules) != (energy == Provenance.UNKNOWN) || joules < 0) {
            throw new IllegalArgumentException(
                    "joules are a number of at least 0 exactly when their provenance is known: "
                            + joules
                            + " "
                            + energy);
        }
    }

    /** A cost of compute alone, with no energy figure. */
    public static Cost compute(long multiplyAdds, double seconds) {
        return new Cost(multiplyAdds, seconds, Double.NaN, 0, Provenance.UNKNOWN);
    }
}
