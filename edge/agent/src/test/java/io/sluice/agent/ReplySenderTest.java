package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplySenderTest {
    private final CountDownLatch given = new CountDownLatch(1);
    private final AtomicInteger tries = new AtomicInteger();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> record, Callback callback) {
                    if (record.topic().equals("gone")) {
                        tries.incrementAndGet();
                        await(given);
                        callback.onCompletion(null, new TimeoutException("not in metadata"));
                        return null;
                    }
                    if (record.key().length > 10) {
                        callback.onCompletion(null, new RecordTooLargeException("too large"));
                        return null;
                    }
                    return super.send(record, callback);
                }
            };

    private ReplySender sender = new ReplySender(producer, Duration.ofHours(1));

    @AfterEach
    void close() {
        given.countDown();
        sender.close();
    }

    @Test
    void aMissingTopicKeepsNoOtherReply() throws Exception {
        send("here", "first").await();
        CountDownLatch gone = send("gone", "a");
        CountDownLatch later = send("gone", "b");

        send("here", "second").await();

        assertThat(gone.getCount()).isEqualTo(1);
        given.countDown();
        gone.await();
        later.await();
        assertThat(send("gone", "c").getCount()).as("dropped at once").isZero();
        assertThat(tries).hasValue(1);
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void aMissingTopicIsTriedAgainLater() throws Exception {
        sender.close();
        sender = new ReplySender(producer, Duration.ZERO);
        given.countDown();
        send("gone", "a").await();
        send("gone", "b").await();

        assertThat(tries).hasValue(2);
    }

    @Test
    void aReplyThatCannotBeWrittenIsNoMissingTopic() throws Exception {
        send("here", "much too large").await();
        send("here", "a").await();

        assertThat(producer.history()).hasSize(1);
    }

    private CountDownLatch send(String topic, String id) {
        CountDownLatch done = new CountDownLatch(1);
        ExpertRequest request = new ExpertRequest(id, "e", "", topic, List.of(), 0, 1);
        ExpertReply reply = ExpertReply.refused(request, "d", Status.FAILED, "why");
        sender.send(topic, reply, done::countDown);
        return done;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
