package io.sluice.operators.experts;

import io.sluice.schemas.ExpertReply;

/** What requests and their replies are keyed by, so that they meet: the request's id. */
public final class ExpertKeys {
    private ExpertKeys() {}

    public static String of(DecodedEvent decoded) {
        return decoded.requestId();
    }

    public static String of(ExpertReply reply) {
        return reply.requestId();
    }
}
