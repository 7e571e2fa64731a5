package io.sluice.benchmarks.endtoend;

import java.time.Duration;

/**
 * For how long a job runs.
 *
 * @param warmUp from the first answer to the start of the window; zero to measure from the start
 * @param window how long is measured, at most until nearly all events are answered
 * @param drain whether to run until every event is answered, whatever the window
 */
public record RunLength(Duration warmUp, Duration window, boolean drain) {
    /** All events from start to end: for counting answers, not for speed. */
    public static RunLength whole() {
        return new RunLength(Duration.ZERO, Duration.ofMinutes(2), true);
    }
}
