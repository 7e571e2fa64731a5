package io.sluice.gates.experts;

/**
 * What became of a device's telemetry.
 *
 * @param status whether it is used
 * @param reason why it is refused; empty when it is not
 */
public record Heard(Status status, String reason) {
    /** It is what is known of the device now. */
    public static final Heard ACCEPTED = new Heard(Status.ACCEPTED, "");

    /** It is not newer than what is known, such as what a restarted reader meets again. */
    public static final Heard OLDER = new Heard(Status.OLDER, "");

    /** What can become of telemetry. */
    public enum Status {
        ACCEPTED,
        OLDER,
        /** It contradicts itself or what the device said before: what was known stays. */
        REFUSED
    }

    /** Telemetry that is not used, and why. */
    public static Heard refused(String reason) {
        return new Heard(Status.REFUSED, reason);
    }
}
