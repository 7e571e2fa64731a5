package io.sluice.operators.experts;

import io.sluice.gates.experts.HedgeRule;
import io.sluice.operators.admission.PolicyOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How experts are asked and requests answered.
 *
 * @param policies which policies may be in force
 * @param replyTopic where devices answer
 * @param ownTopics the topics that the job itself reads and writes; no device is asked there
 * @param categoryHeader the header of a source record that names its category; empty for none
 * @param tenantHeader the header of a source record that names its tenant; empty for none
 * @param maxBatch the greatest number of requests in a batch of the router's stage, at least 1
 * @param maxWait how long a request may wait for its batch to fill
 * @param settleBefore how long before its deadline a request is answered with what is there
 * @param hedging when a further expert is asked
 * @param staleAfter after how long a silent device is not asked any more
 * @param probabilities whether answers carry the probability of every class
 * @param inputs whether answers carry the tensors that the experts got
 * @param forwardedHeaders names of the source records' headers that go through unchanged
 */
public record ExpertOptions(
        PolicyOptions policies,
        String replyTopic,
        Set<String> ownTopics,
        String categoryHeader,
        String tenantHeader,
        int maxBatch,
        Duration maxWait,
        Duration settleBefore,
        HedgeRule hedging,
        Duration staleAfter,
        boolean probabilities,
        boolean inputs,
        List<String> forwardedHeaders)
        implements Serializable {
    public ExpertOptions {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("max-batch is at least 1, not " + maxBatch);
        }
        ownTopics = Set.copyOf(ownTopics);
        forwardedHeaders = List.copyOf(forwardedHeaders);
    }
}
