package io.sluice.schemas;

import io.sluice.schemas.Event.NamedTensor;
import java.util.List;

/**
 * One question to one expert on a device.
 *
 * @param requestId identifies the request to its asker; not empty
 * @param expert name of the expert that is asked; not empty
 * @param bundle hash of the bundle that is expected to run, or empty when any will do
 * @param replyTopic where the reply is to be written; empty when it goes back the way it came
 * @param inputs the named tensors, in the order of the bundle's inputs
 * @param sentMicros when it was sent by the asker's clock, microseconds since the epoch; only
 *     differences between requests of one asker count
 * @param budgetMicros how much time was left for the answer when it was sent, microseconds
 */
public record ExpertRequest(
        String requestId,
        String expert,
        String bundle,
        String replyTopic,
        List<NamedTensor> inputs,
        long sentMicros,
        long budgetMicros) {
    public ExpertRequest {
        if (requestId.isEmpty() || expert.isEmpty()) {
            throw new IllegalArgumentException(
                    "a request has an id and names an expert, found '"
                            + requestId
                            + "' and '"
                            + expert
                            + "'");
        }
        inputs = List.copyOf(inputs);
    }
}
