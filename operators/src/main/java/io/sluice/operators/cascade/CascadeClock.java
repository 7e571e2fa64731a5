package io.sluice.operators.cascade;

import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Processing time of a task, in milliseconds as its timers have it, and in microseconds. */
final class CascadeClock {
    private final ProcessingTimeService time;
    private final long baseMicros;
    private final long baseNanos;

    CascadeClock(ProcessingTimeService time) {
        this.time = time;
        this.baseMicros = TimeUnit.MILLISECONDS.toMicros(time.getCurrentProcessingTime());
        this.baseNanos = System.nanoTime();
    }

    long millis() {
        return time.getCurrentProcessingTime();
    }

    /** Microseconds since the epoch, as fine as the system's monotonic clock. */
    long micros() {
        return baseMicros + (System.nanoTime() - baseNanos) / 1000;
    }
}
