package io.sluice.experts;

import io.sluice.schemas.ExpertReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Collects replies by request; a second reply to a request is an error. */
final class Replies implements Consumer<ExpertReply> {
    private final Map<String, ExpertReply> byRequest = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<ExpertReply> arrived = new LinkedBlockingQueue<>();

    @Override
    public void accept(ExpertReply reply) {
        if (byRequest.put(reply.requestId(), reply) != null) {
            throw new AssertionError("two replies to " + reply.requestId());
        }
        arrived.add(reply);
    }

    /** The next reply. */
    ExpertReply next() throws InterruptedException {
        ExpertReply reply = arrived.poll(20, TimeUnit.SECONDS);
        if (reply == null) {
            throw new AssertionError("no reply in time; so far " + byRequest.keySet());
        }
        return reply;
    }

    /** All replies, once there are so many. */
    Map<String, ExpertReply> await(int count) throws InterruptedException {
        while (byRequest.size() < count) {
            next();
        }
        return byRequest;
    }
}
