package io.sluice.experts;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import java.util.function.Consumer;

/** Asks a model on a server of the Open Inference Protocol, version 2. Skeleton. */
public final class OipClient implements ExpertClient {
    /**
     * @param device what to name in replies
     */
    public OipClient(String device, OipSettings settings) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void ask(ExpertRequest request, Consumer<ExpertReply> answered) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
