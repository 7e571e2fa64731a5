package io.sluice.agent;

import io.sluice.gates.experts.device.TransitAge;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertRequestCodec;
import io.sluice.schemas.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests and commits them once they are answered: at least once.
 *
 * <p><b>Owned state:</b> a thread, what is under way, and the least transit of each asker. At most
 * {@code mostOpen} requests are under way; beyond that none are read.
 */
final class RequestLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long TRANSIT_WINDOW_MICROS = TimeUnit.MINUTES.toMicros(1);
    private static final int MOST_ASKERS = 1_024;

    private final int mostOpen;
    private final RequestHandler handler;
    private final ReplySender replies;
    private final Runnable ready;
    private final ConsumerThread thread;
    private final Map<String, TransitAge> transits = new LinkedHashMap<>();

    /**
     * @param ready called whenever requests are read, from the beginning or again
     */
    RequestLoop(
            AgentConfig.Kafka kafka,
            int mostOpen,
            RequestHandler handler,
            ReplySender replies,
            Runnable ready) {
        this.mostOpen = mostOpen;
        this.handler = handler;
        this.replies = replies;
        this.ready = ready;
        this.thread =
                new ConsumerThread(
                        "sluice-agent-requests",
                        kafka,
                        kafka.requestTopic(),
                        kafka.groupId(),
                        this::read);
    }

    void start() {
        thread.start();
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        OffsetLedger ledger = new OffsetLedger();
        partitions.forEach(consumer::position);
        LOG.info("Requests are read from {}", partitions);
        ready.run();
        while (!thread.isClosed()) {
            if (ledger.open() >= mostOpen) {
                consumer.pause(partitions);
            } else {
                consumer.resume(partitions);
            }
            handle(consumer.poll(POLL), ledger);
            commit(consumer, ledger);
        }
    }

    private static void commit(KafkaConsumer<byte[], byte[]> consumer, OffsetLedger ledger) {
        Map<TopicPartition, OffsetAndMetadata> offsets = ledger.takeCommittable();
        if (!offsets.isEmpty()) {
            consumer.commitAsync(
                    offsets,
                    (committed, failure) -> {
                        if (failure != null) {
                            LOG.warn("Offsets could not be committed: {}", failure.getMessage());
                        }
                    });
        }
    }

    /** A record that is a request, on its way to an answer. */
    private record Arrived(ExpertRequest request, TopicPartition partition, long offset) {}

    private void handle(ConsumerRecords<byte[], byte[]> records, OffsetLedger ledger) {
        if (records.isEmpty()) {
            return;
        }
        long arrivedMicros = System.nanoTime() / 1_000;
        List<Arrived> requests = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            ledger.read(partition, record.offset());
            ExpertRequest request = decode(record);
            if (request == null) {
                ledger.done(partition, record.offset());
            } else {
                transit(request).note(request.sentMicros(), arrivedMicros);
                requests.add(new Arrived(request, partition, record.offset()));
            }
        }
        for (Arrived arrived : requests) {
            ExpertRequest request = arrived.request();
            long age = transit(request).ageMicros(request.sentMicros(), arrivedMicros);
            handler.handle(
                    request,
                    age,
                    false,
                    reply ->
                            replies.send(
                                    request.replyTopic(),
                                    reply,
                                    () -> ledger.done(arrived.partition(), arrived.offset())));
        }
    }

    /** Those who want their replies in one topic are taken to have one clock. */
    private TransitAge transit(ExpertRequest request) {
        if (transits.size() >= MOST_ASKERS && !transits.containsKey(request.replyTopic())) {
            transits.remove(transits.keySet().iterator().next());
        }
        return transits.computeIfAbsent(
                request.replyTopic(), topic -> new TransitAge(TRANSIT_WINDOW_MICROS));
    }

    /** The request of a record, or null, with a warning, when it is none that can be answered. */
    private static ExpertRequest decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.value() == null) {
                throw new MalformedException(0, "expected a request, found no value");
            }
            ExpertRequest request = ExpertRequestCodec.decode(record.value());
            if (request.replyTopic().isEmpty()) {
                throw new MalformedException(0, "expected a reply topic, found none");
            }
            return request;
        } catch (MalformedException e) {
            LOG.warn(
                    "The record at {}-{}@{} is no request: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return null;
        }
    }

    /** Ends the reading; what is under way may still be answered. */
    @Override
    public void close() {
        thread.close();
    }
}
