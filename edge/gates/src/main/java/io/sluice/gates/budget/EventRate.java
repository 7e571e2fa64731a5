package io.sluice.gates.budget;

/** The mean time between events of late; older ones fade over some ten seconds. */
final class EventRate {
    private static final double MEMORY_SECONDS = 10;
    private static final double SECONDS = 1e-6;

    /** Events of so short a time count together, so that counting is cheap at high rates. */
    private static final double STEP_SECONDS = .25;

    private int uncounted;
    private double events;
    private double seconds;
    private long countedMicros = Long.MIN_VALUE;

    /**
     * Counts an event.
     *
     * @param atOnce whether the mean is to be right after each
     * @return whether the mean has changed
     */
    boolean event(long nowMicros, boolean atOnce) {
        uncounted++;
        boolean isFirst = countedMicros == Long.MIN_VALUE;
        double elapsed = isFirst ? 0 : Math.max(0, nowMicros - countedMicros) * SECONDS;
        if (!atOnce && !isFirst && elapsed < STEP_SECONDS) {
            return false;
        }
        countedMicros = isFirst ? nowMicros : Math.max(countedMicros, nowMicros);
        double kept = MEMORY_SECONDS / (MEMORY_SECONDS + elapsed);
        events = kept * events + uncounted;
        seconds = kept * (seconds + elapsed);
        uncounted = 0;
        return true;
    }

    /** Seconds from one event to the next; 0 before the second. */
    double secondsPerEvent() {
        return events == 0 ? 0 : seconds / events;
    }
}
