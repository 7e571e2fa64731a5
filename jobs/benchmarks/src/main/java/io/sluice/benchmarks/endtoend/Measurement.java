package io.sluice.benchmarks.endtoend;

/**
 * What a job did within its window.
 *
 * @param events answers written, committed or not
 * @param seconds wall-clock time
 * @param cpuSeconds CPU time of this process
 * @param windowStart end offsets of the output's partitions when the window began
 */
public record Measurement(long events, double seconds, double cpuSeconds, long[] windowStart) {
    public double cpuMicrosPerEvent() {
        return cpuSeconds * 1e6 / Math.max(1, events);
    }

    public double eventsPerSecond() {
        return seconds == 0 ? 0 : events / seconds;
    }
}
