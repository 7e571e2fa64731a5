package io.sluice.experts;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import java.util.List;
import java.util.function.Consumer;

/** Runs the experts of this process. Skeleton. */
public final class ExpertEngine implements ExpertClient {
    /** Opens every expert once, to check and to time it. */
    public ExpertEngine(String device, List<ExpertModel> experts, EngineSettings settings) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void ask(ExpertRequest request, Consumer<ExpertReply> answered) {
        ask(request, 0, answered);
    }

    /**
     * Asks for a request that was on its way.
     *
     * @param ageMicros how much of its budget is over
     */
    public void ask(ExpertRequest request, long ageMicros, Consumer<ExpertReply> answered) {
        throw new UnsupportedOperationException("skeleton");
    }

    public EngineStatus status() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Stretches all compute by a factor of at least 1, from now on: for demonstrations. */
    public void slowDown(double factor) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
