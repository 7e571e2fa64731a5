package io.sluice.kernel;

/**
 * Whether a provider can run here, and if not, why and what would change it.
 *
 * @param available whether stages can be opened
 * @param detail the version and devices when available; else the reason
 * @param remedy what the user can do about it; empty when available
 */
public record Availability(boolean available, String detail, String remedy) {
    public static Availability yes(String detail) {
        return new Availability(true, detail, "");
    }

    public static Availability no(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }
}
