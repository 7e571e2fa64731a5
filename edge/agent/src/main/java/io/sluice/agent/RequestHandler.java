package io.sluice.agent;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import java.util.function.Consumer;

/** Answers requests, here or elsewhere. Thread-safe. */
interface RequestHandler {
    /**
     * Answers.
     *
     * @param ageMicros how much of the budget is over
     * @param isPassedOn whether a peer passed it on, so that it stays here
     * @param answered called exactly once
     */
    void handle(
            ExpertRequest request,
            long ageMicros,
            boolean isPassedOn,
            Consumer<ExpertReply> answered);
}
