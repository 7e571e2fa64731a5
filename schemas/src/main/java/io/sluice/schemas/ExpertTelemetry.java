package io.sluice.schemas;

import java.util.List;

/**
 * How a device that hosts experts stands. Nothing but the device's name is checked here: the one
 * who decides by it refuses what contradicts itself.
 *
 * @param device the device's name; not empty
 * @param incarnation rises with every start of the device's process
 * @param sequence orders the telemetry of an incarnation; only ever rises
 * @param requestTopic where requests to the device are written
 * @param url where it serves the Open Inference Protocol to its peers, or empty
 * @param experts the experts that it can be asked for
 * @param queued requests that wait
 * @param queueMicros how long a new request is expected to wait before its batch is computed,
 *     microseconds
 * @param battery charge of the battery from 0 to 1, or NaN when there is none
 * @param celsius temperature of the processor in degrees Celsius, or NaN when it is not known
 * @param deviceMicros the device's clock, microseconds since the epoch; information, nothing is
 *     decided by it
 */
public record ExpertTelemetry(
        String device,
        long incarnation,
        long sequence,
        String requestTopic,
        String url,
        List<HostedExpert> experts,
        int queued,
        long queueMicros,
        double battery,
        double celsius,
        long deviceMicros) {

    /**
     * An expert that a device can be asked for.
     *
     * @param name the expert
     * @param bundle the hash of its bundle on the device
     * @param loaded whether it is in memory
     * @param loadMicros how long loading it takes, microseconds; 0 when not known
     * @param p50Micros median time to compute one request alone, microseconds
     * @param p95Micros 95 % quantile of the same, microseconds
     * @param p99Micros 99 % quantile of the same, microseconds
     * @param joules energy of one request, or NaN when not known
     * @param energy where the joules come from
     * @param multiplyAdds multiply-add operations of one request; 0 when not known
     */
    public record HostedExpert(
            String name,
            String bundle,
            boolean loaded,
            long loadMicros,
            long p50Micros,
            long p95Micros,
            long p99Micros,
            double joules,
            Provenance energy,
            long multiplyAdds) {}

    public ExpertTelemetry {
        if (device.isEmpty()) {
            throw new IllegalArgumentException("telemetry names its device, found an empty name");
        }
        experts = List.copyOf(experts);
    }
}
