package io.sluice.kernel.fallback;

import java.time.Duration;

/** Pauses between attempts, each twice as long as the one before up to a longest. */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private Duration next = FIRST;

    /** The pause before the next attempt. */
    Duration next() {
        Duration pause = next;
        Duration twice = pause.multipliedBy(2);
        next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        return pause;
    }

    /** Begins with the first pause again. */
    void reset() {
        next = FIRST;
    }
}
