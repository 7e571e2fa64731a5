package io.sluice.operators.cascade;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How a cascade batches and answers.
 *
 * @param maxBatch the greatest number of events in a stage's batch, at least 1
 * @param maxWait how long an event may wait for its batches to fill, over all stages together
 * @param ordering the order in which answers leave
 * @param probabilities whether answers carry the probability of every class
 * @param inputs whether answers carry the tensors that the model got
 * @param forwardedHeaders names of the source record's headers that go through unchanged
 */
public record CascadeOptions(
        int maxBatch,
        Duration maxWait,
        Ordering ordering,
        boolean probabilities,
        boolean inputs,
        List<String> forwardedHeaders)
        implements Serializable {

    /** The order in which answers leave. */
    public enum Ordering {
        /** As soon as they are there; early exits overtake. */
        FREE,
        /** Among events of one key, in the order of their admission. */
        KEY
    }

    public CascadeOptions {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("max-batch is at least 1, not " + maxBatch);
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("max-wait is at least 0, not " + maxWait);
        }
        forwardedHeaders = List.copyOf(forwardedHeaders);
    }
}
