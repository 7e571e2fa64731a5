package io.sluice.operators.admission;

import java.io.Serializable;
import java.time.Duration;

/**
 * How event time advances.
 *
 * @param disorder by how much event times may run back within a partition
 * @param idleAfter after how long a silent partition no longer holds the watermark back
 * @param maxSkew by how much a time may be ahead of its partition's newest without being borne out
 *     by others; null for no bound
 * @param settle for how long after a task's first event there is no watermark, because partitions
 *     that it has not heard of yet may be behind
 */
public record WatermarkOptions(
        Duration disorder, Duration idleAfter, Duration maxSkew, Duration settle)
        implements Serializable {
    /** Times as they come. */
    public WatermarkOptions(Duration disorder, Duration idleAfter) {
        this(disorder, idleAfter, null, Duration.ZERO);
    }
}
