package io.sluice.operators.admission;

import java.util.function.LongConsumer;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Work that an operator does again and again on its task's thread. */
public final class PeriodicTask {
    private PeriodicTask() {}

    /**
     * Starts it, first after one interval; it ends with the task.
     *
     * @param intervalMillis the interval; 0 for never
     * @param work gets the processing time
     */
    public static void start(ProcessingTimeService times, long intervalMillis, LongConsumer work) {
        if (intervalMillis > 0) {
            times.registerTimer(
                    times.getCurrentProcessingTime() + intervalMillis,
                    now -> {
                        work.accept(now);
                        start(times, intervalMillis, work);
                    });
        }
    }
}
