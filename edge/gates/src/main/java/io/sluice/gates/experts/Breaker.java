package io.sluice.gates.experts;

/**
 * Keeps requests from a replica that fails. Closed, it lets everything through; after enough
 * failures in a row it opens for a while; then it lets one request through as a probe, and another
 * each such while. A probe that is answered closes it, one that fails doubles the while.
 */
final class Breaker {
    private int failures;
    private boolean isOpen;
    private long openMicros;
    private long untilMicros;

    boolean isOpen() {
        return isOpen;
    }

    boolean allows(long nowMicros) {
        return !isOpen || nowMicros >= untilMicros;
    }

    /** Whether the next request is a probe. */
    boolean isHalfOpen(long nowMicros) {
        return isOpen && nowMicros >= untilMicros;
    }

    void asked(long nowMicros) {
        if (isOpen) {
            untilMicros = nowMicros + openMicros;
        }
    }

    void succeeded() {
        failures = 0;
        isOpen = false;
    }

    void failed(FleetSettings settings, long nowMicros) {
        failures++;
        if (isOpen) {
            openMicros = Math.min(2 * openMicros, settings.longestOpenMicros());
        } else if (failures >= settings.failuresToOpen()) {
            isOpen = true;
            openMicros = settings.openMicros();
        } else {
            return;
        }
        untilMicros = nowMicros + openMicros;
    }
}
