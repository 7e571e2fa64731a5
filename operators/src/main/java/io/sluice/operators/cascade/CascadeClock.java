package io.sluice.operators.cascade;

import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Processing time of a task, which follows the system's clock and has its millisecond steps. */
record CascadeClock(ProcessingTimeService time) {
    long millis() {
        return time.getCurrentProcessingTime();
    }

    /** Microseconds since the epoch. */
    long micros() {
        return millis() * 1000;
    }
}
