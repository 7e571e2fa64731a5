package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertRequestCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestLoopTest {
    private static final String TOPIC = "requests";
    private static final long HOUR_MILLIS = 3_600_000;

    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final BlockingQueue<Long> ages = new LinkedBlockingQueue<>();
    private final ReplySender replies =
            new ReplySender(
                    new MockProducer<>(
                            true, null, new ByteArraySerializer(), new ByteArraySerializer()),
                    Duration.ofSeconds(30));

    /** Metadata of a topic that was created this moment may be late on another broker. */
    @Test
    void aTopicWithoutPartitionsIsTriedAgain() throws Exception {
        try (RequestLoop loop = loop(() -> consumer(opened.incrementAndGet() > 1 ? 1 : 0))) {
            loop.start();
            assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(opened).hasValue(2);
        }
    }

    @Test
    void anErrorIsNotTheEndOfReading() throws Exception {
        try (RequestLoop loop =
                loop(
                        () -> {
                            MockConsumer<byte[], byte[]> consumer = consumer(1);
                            if (opened.incrementAndGet() == 1) {
                                consumer.schedulePollTask(
                                        () -> {
                                            throw new NoClassDefFoundError("lost");
                                        });
                            } else {
                                consumer.schedulePollTask(() -> add(consumer, 0, 0, 0));
                            }
                            return consumer;
                        })) {
            loop.start();

            assertThat(ages.poll(20, TimeUnit.SECONDS)).isZero();
            assertThat(loop.isReading()).isTrue();
        }
    }

    @Test
    void whoHasNotReadYetIsNotReading() {
        try (RequestLoop loop = loop(() -> consumer(0))) {
            assertThat(loop.isReading()).isFalse();
            loop.start();
        }
    }

    /** Two tasks of one job, whose clocks differ by an hour, ask through one reply topic. */
    @Test
    void theAgeIsThatOfTheBrokersStampWhateverTheAskersClocks() throws Exception {
        try (RequestLoop loop =
                loop(
                        () -> {
                            MockConsumer<byte[], byte[]> consumer = consumer(1);
                            consumer.schedulePollTask(
                                    () -> {
                                        add(consumer, 0, 1_000, 0);
                                        add(consumer, 1, 1_400, HOUR_MILLIS);
                                        add(consumer, 2, 1_500, -HOUR_MILLIS);
                                    });
                            return consumer;
                        })) {
            loop.start();

            assertThat(ages.poll(20, TimeUnit.SECONDS)).isEqualTo(500_000);
            assertThat(ages.poll(20, TimeUnit.SECONDS)).isEqualTo(100_000);
            assertThat(ages.poll(20, TimeUnit.SECONDS)).isZero();
        }
    }

    private RequestLoop loop(ConsumerThread.Opening opening) {
        return new RequestLoop(
                TOPIC,
                opening,
                10,
                (request, age, isPassedOn, answered) -> ages.add(age),
                replies,
                reading::countDown);
    }

    private static MockConsumer<byte[], byte[]> consumer(int partitions) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        if (partitions > 0) {
            consumer.updatePartitions(
                    TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
            consumer.updateBeginningOffsets(Map.of(new TopicPartition(TOPIC, 0), 0L));
        }
        return consumer;
    }

    private static void add(
            MockConsumer<byte[], byte[]> consumer, long offset, long stamp, long askersClock) {
        byte[] value =
                ExpertRequestCodec.encode(
                        new ExpertRequest(
                                "r" + offset,
                                "e",
                                "",
                                "replies",
                                List.of(),
                                askersClock * 1_000,
                                200_000));
        consumer.addRecord(
                new ConsumerRecord<>(
                        TOPIC,
                        0,
                        offset,
                        stamp,
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        value.length,
                        null,
                        value,
                        new RecordHeaders(),
                        Optional.of(1)));
    }
}
