package io.sluice.experts;

import io.sluice.schemas.ExpertReply;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply on its way.
 *
 * @param to whom to tell
 * @param reply what
 */
record Answer(Consumer<ExpertReply> to, ExpertReply reply) {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    /** Tells; that the other end fails is not this one's failure. */
    void tell() {
        try {
            to.accept(reply);
        } catch (RuntimeException e) {
            LOG.warn("The answer to {} could not be given on", reply.requestId(), e);
        }
    }
}
