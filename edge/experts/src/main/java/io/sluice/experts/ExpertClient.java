package io.sluice.experts;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import java.util.function.Consumer;

/** Asks experts, wherever they run. Thread-safe. */
public interface ExpertClient extends AutoCloseable {
    /**
     * Asks. Neither blocks nor throws: whatever goes wrong is a reply.
     *
     * @param answered called exactly once, on any thread, also before this call returns; it must
     *     not block
     */
    void ask(ExpertRequest request, Consumer<ExpertReply> answered);

    /** Ends it; requests that wait are answered as failed. Idempotent. */
    @Override
    void close();
}
