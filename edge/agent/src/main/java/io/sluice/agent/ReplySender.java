package io.sluice.agent;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes replies on threads of its own, because a producer may wait for its broker, and whoever has
 * a reply must not. Thread-safe.
 *
 * <p>Sending to a topic waits for as long as the producer does not know it. So topics that were
 * never written to have a thread of their own, on which nothing waits that is for a known one, and
 * one that cannot be had is not tried again for a while: its replies are dropped at once. Another
 * reply that cannot be delivered is tried again; after the last attempt, which is minutes later, it
 * is dropped: nobody waits for it any more.
 */
final class ReplySender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);
    private static final int ATTEMPTS = 3;
    private static final int CLOSE_SECONDS = 10;
    private static final int MOST_MISSING = 1_024;

    private final Producer<byte[], byte[]> producer;
    private final long missingNanos;
    private final ExecutorService known = thread("sluice-agent-replies");
    private final ExecutorService unknown = thread("sluice-agent-first-replies");
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    /** By topic until when it is not tried. */
    private final Map<String, Long> missing = new ConcurrentHashMap<>();

    /**
     * @param missingFor how long a topic is not tried again that could not be had
     */
    ReplySender(Producer<byte[], byte[]> producer, Duration missingFor) {
        this.producer = producer;
        this.missingNanos = missingFor.toNanos();
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(
                body -> {
                    Thread thread = new Thread(body, name);
                    thread.setDaemon(true);
                    return thread;
                });
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
        if (isMissing(topic)) {
            drop(topic, reply, done, "the topic is missing");
            return;
        }
        try {
            (written.contains(topic) ? known : unknown)
                    .execute(() -> sendNow(topic, reply, done, attempt));
        } catch (RejectedExecutionException e) {
            // Closed: the request is read again by the next process, and the offset stays.
            LOG.debug("The reply to {} came after the end", reply.requestId());
        }
    }

    private void sendNow(String topic, ExpertReply reply, Runnable done, int attempt) {
        if (isMissing(topic)) {
            drop(topic, reply, done, "the topic is missing");
            return;
        }
        byte[] key = reply.requestId().getBytes(StandardCharsets.UTF_8);
        AtomicBoolean isTaken = new AtomicBoolean();
        try {
            producer.send(
                    new ProducerRecord<>(topic, key, ExpertReplyCodec.encode(reply)),
                    (metadata, failure) -> {
                        if (failure == null) {
                            written.add(topic);
                            done.run();
                        } else {
                            failed(topic, reply, done, attempt, isTaken.get(), failure);
                        }
                    });
            isTaken.set(true);
        } catch (KafkaException | IllegalStateException e) {
            failed(topic, reply, done, attempt, false, e);
        }
    }

    /**
     * @param isTaken whether the producer had taken it, and so knew its topic
     */
    private void failed(
            String topic,
            ExpertReply reply,
            Runnable done,
            int attempt,
            boolean isTaken,
            Exception failure) {
        if (!isTaken && !isOfTopic(failure)) {
            LOG.warn("A reply cannot be written to {}", topic, failure);
            drop(topic, reply, done, failure.getMessage());
        } else if (!isTaken) {
            written.remove(topic);
            if (missing.size() >= MOST_MISSING) {
                missing.values().removeIf(until -> System.nanoTime() - until >= 0);
            }
            missing.put(topic, System.nanoTime() + missingNanos);
            LOG.warn("No replies are written to {} for a while: {}", topic, failure.getMessage());
            drop(topic, reply, done, failure.getMessage());
        } else if (attempt < ATTEMPTS) {
            send(topic, reply, done, attempt + 1);
        } else {
            LOG.warn("A reply could not be written to {}", topic, failure);
            drop(topic, reply, done, failure.getMessage());
        }
    }

    private static boolean isOfTopic(Exception failure) {
        return failure instanceof TimeoutException
                || failure instanceof InvalidTopicException
                || failure instanceof TopicAuthorizationException
                || failure instanceof UnknownTopicOrPartitionException;
    }

    private boolean isMissing(String topic) {
        Long until = missing.get(topic);
        if (until != null && System.nanoTime() - until >= 0) {
            missing.remove(topic, until);
            return false;
        }
        return until != null;
    }

    private static void drop(String topic, ExpertReply reply, Runnable done, String why) {
        LOG.debug("The reply to {} for {} is dropped: {}", reply.requestId(), topic, why);
        done.run();
    }

    /** Sends what was given before. */
    @Override
    public void close() {
        known.shutdown();
        unknown.shutdown();
        try {
            boolean isDone =
                    known.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                            && unknown.awaitTermination(1, TimeUnit.SECONDS);
            if (!isDone) {
                LOG.warn("Some replies could not be sent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
