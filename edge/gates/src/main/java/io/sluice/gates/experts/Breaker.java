package io.sluice.gates.experts;

/**
 * Keeps requests from a replica that fails. Closed, it lets everything through; after enough
 * failures in a row it opens for a while; then it lets one request through as a probe, and another
 * each such while. A probe that is answered closes it, one that fails doubles the while. What was
 * asked before it opened says nothing new by failing.
 */
final class Breaker {
    private int failures;
    private boolean isOpen;
    private int askedBefore;
    private long openMicros;
    private long untilMicros;

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

    /** A request that counted as failed has been answered after all: it may be probed at once. */
    void late(long nowMicros) {
        untilMicros = Math.min(untilMicros, nowMicros);
    }

    /**
     * @param outstanding how many requests are still unanswered
     */
    void failed(FleetSettings settings, long nowMicros, int outstanding) {
        if (isOpen && askedBefore > 0) {
            askedBefore--;
            return;
        }
        failures++;
        if (isOpen) {
            openMicros = Math.min(2 * openMicros, settings.longestOpenMicros());
            untilMicros = nowMicros + openMicros;
        } else if (failures >= settings.failuresToOpen()) {
            open(settings, nowMicros, outstanding);
        }
    }

    private void open(FleetSettings settings, long nowMicros, int outstanding) {
        isOpen = true;
        askedBefore = outstanding;
        openMicros = settings.openMicros();
        untilMicros = nowMicros + openMicros;
    }
}
