package io.sluice.operators.sensors;

import io.sluice.gates.JobGroup;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How samples are batched and answered, and devices told.
 *
 * @param maxBatch the greatest number of samples in a round, at least 1
 * @param maxWait how long a sample may wait for its round to fill
 * @param resendAfter event time after which a command that was not acknowledged is sent again
 * @param sendOnDelta by modality θ: when no value of a sample's inputs is further than θ from that
 *     of the last sample that was computed, its answer is given again (methods.md 4.13). Modalities
 *     that are not there are always computed
 * @param probabilities whether answers carry the probability of every class
 * @param inputs whether answers carry the tensors that the model got
 * @param forwardedHeaders names of the source records' headers that go through unchanged
 * @param tenantHeader the header of a source record that names its tenant; empty for none
 * @param group who shares the budgets
 */
public record SensorOptions(
        int maxBatch,
        Duration maxWait,
        Duration resendAfter,
        Map<String, Double> sendOnDelta,
        boolean probabilities,
        boolean inputs,
        List<String> forwardedHeaders,
        String tenantHeader,
        JobGroup group)
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
        sendOnDelta = Map.copyOf(sendOnDelta);
        forwardedHeaders = List.copyOf(forwardedHeaders);
    }
}
