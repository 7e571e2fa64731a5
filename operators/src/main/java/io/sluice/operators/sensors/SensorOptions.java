package io.sluice.operators.sensors;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How samples are batched and answered, and devices told.
 *
 * @param maxBatch the greatest number of samples in a round, at least 1
 * @param maxWait how long a sample may wait for its round to fill
 * @param commands whether devices can be told which sensors to power
 * @param resendAfter event time after which a command that was not acknowledged is sent again
 * @param probabilities whether answers carry the probability of every class
 * @param inputs whether answers carry the tensors that the model got
 * @param forwardedHeaders names of the source records' headers that go through unchanged
 */
public record SensorOptions(
        int maxBatch,
        Duration maxWait,
        boolean commands,
        Duration resendAfter,
        boolean probabilities,
        boolean inputs,
        List<String> forwardedHeaders)
        implements Serializable {
    public SensorOptions {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("max-batch is at least 1, not " + maxBatch);
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("max-wait is at least 0, not " + maxWait);
        }
        if (resendAfter.toMillis() < 1) {
            throw new IllegalArgumentException("resend-after is at least 1 ms, not " + resendAfter);
        }
        forwardedHeaders = List.copyOf(forwardedHeaders);
    }
}
