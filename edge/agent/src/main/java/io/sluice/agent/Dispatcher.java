package io.sluice.agent;

import io.sluice.experts.ExpertEngine;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import java.util.function.Consumer;

/** Lets a request be answered by the device's own engine, or by a peer. Thread-safe. */
final class Dispatcher implements RequestHandler {
    private final ExpertEngine engine;
    private final Peers peers;

    /**
     * @param peers who may be asked instead
     */
    Dispatcher(ExpertEngine engine, Peers peers) {
        this.engine = engine;
        this.peers = peers;
    }

    @Override
    public void handle(
            ExpertRequest request,
            long ageMicros,
            boolean isPassedOn,
            Consumer<ExpertReply> answered) {
        long start = System.nanoTime();
        Consumer<ExpertReply> fromPeer =
                reply -> {
                    if (reply.status() == Status.OK) {
                        answered.accept(reply);
                    } else {
                        // The peer could not: what is left of the budget is this device's.
                        long spent = (System.nanoTime() - start) / 1_000;
                        engine.ask(request, ageMicros + spent, answered);
                    }
                };
        boolean isGone = !isPassedOn && peers.passOn(request, ageMicros, engine::status, fromPeer);
        if (!isGone) {
            engine.ask(request, ageMicros, answered);
        }
    }
}
