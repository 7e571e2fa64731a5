package io.sluice.operators.stage;

import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Processing time of a task, which follows the system's clock and has its millisecond steps. */
public record TaskClock(ProcessingTimeService time) {
    public long millis() {
        return time.getCurrentProcessingTime();
    }

    /** Microseconds since the epoch. */
    public long micros() {
        return millis() * 1000;
    }
}
