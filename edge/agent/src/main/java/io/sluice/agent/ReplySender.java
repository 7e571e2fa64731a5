package io.sluice.agent;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes replies on a thread of its own, because a producer may wait for its broker, and whoever
 * has a reply must not. Thread-safe.
 *
 * <p>A reply that cannot be delivered is tried again; after the last attempt, which is minutes
 * later, it is dropped: nobody waits for it any more.
 */
final class ReplySender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);
    private static final int ATTEMPTS = 3;
    private static final int CLOSE_SECONDS = 10;

    private final Producer<byte[], byte[]> producer;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    body -> {
                        Thread thread = new Thread(body, "sluice-agent-replies");
                        thread.setDaemon(true);
                        return thread;
                    });

    ReplySender(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Sends a reply.
     *
     * @param done called once when it is acknowledged, or dropped
     */
    void send(String topic, ExpertReply reply, Runnable done) {
        send(topic, reply, done, 1);
    }

    private void send(String topic, ExpertReply reply, Runnable done, int attempt) {
        try {
            thread.execute(() -> sendNow(topic, reply, done, attempt));
        } catch (RejectedExecutionException e) {
            // Closed: the request is read again by the next process, and the offset stays.
            LOG.debug("The reply to {} came after the end", reply.requestId());
        }
    }

    private void sendNow(String topic, ExpertReply reply, Runnable done, int attempt) {
        byte[] key = reply.requestId().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(
                    new ProducerRecord<>(topic, key, ExpertReplyCodec.encode(reply)),
                    (metadata, failure) -> {
                        if (failure == null) {
                            done.run();
                        } else {
                            failed(topic, reply, done, attempt, failure);
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            failed(topic, reply, done, attempt, e);
        }
    }

    private void failed(
            String topic, ExpertReply reply, Runnable done, int attempt, Exception failure) {
        if (attempt < ATTEMPTS) {
            send(topic, reply, done, attempt + 1);
        } else {
            LOG.warn(
                    "The reply to {} could not be written to {} and is dropped",
                    reply.requestId(),
                    topic,
                    failure);
            done.run();
        }
    }

    /** Sends what was given before. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Some replies could not be sent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
