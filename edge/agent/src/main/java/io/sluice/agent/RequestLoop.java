package io.sluice.agent;

import io.sluice.gates.experts.device.TransitAge;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertRequestCodec;
import io.sluice.schemas.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests and commits them once they are answered: at least once.
 *
 * <p><b>Owned state:</b> a thread, what is under way, and the least transit of each partition. At
 * most {@code mostOpen} requests are under way; beyond that none are read.
 */
final class RequestLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long TRANSIT_WINDOW_MICROS = TimeUnit.SECONDS.toMicros(5);
    private static final long TRANSIT_PATIENCE_MICROS = TimeUnit.SECONDS.toMicros(1);

    /** It reads if it did so lately. */
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final int mostOpen;
    private final RequestHandler handler;
    private final ReplySender replies;
    private final Runnable ready;
    private final ConsumerThread thread;
    private final Map<TopicPartition, Clock> clocks = new HashMap<>();
    private boolean isWarned;
    private volatile boolean hasTurned;
    private volatile long turnNanos;

    /** By which a partition's records are stamped: that of its leader. */
    private record Clock(Optional<Integer> leaderEpoch, TransitAge transit) {}

    /**
     * @param ready called whenever requests are read, from the beginning or again
     */
    RequestLoop(
            String topic,
            ConsumerThread.Opening opening,
            int mostOpen,
            RequestHandler handler,
            ReplySender replies,
            Runnable ready) {
        this.mostOpen = mostOpen;
        this.handler = handler;
        this.replies = replies;
        this.ready = ready;
        this.thread = new ConsumerThread("sluice-agent-requests", topic, opening, this::read);
    }

    void start() {
        thread.start();
    }

    /** Whether requests are read now. */
    boolean isReading() {
        return hasTurned && System.nanoTime() - turnNanos < TURN_NANOS;
    }

    private void read(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        OffsetLedger ledger = new OffsetLedger();
        partitions.forEach(consumer::position);
        LOG.info("Requests are read from {}", partitions);
        ready.run();
        while (thread.goesOn(consumer, partitions)) {
            turnNanos = System.nanoTime();
            hasTurned = true;
            if (ledger.open() >= mostOpen) {
                consumer.pause(partitions);
            } else {
                consumer.resume(partitions);
            }
            handle(consumer.poll(POLL), ledger);
            commit(consumer, ledger);
        }
    }

    private static void commit(Consumer<byte[], byte[]> consumer, OffsetLedger ledger) {
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
    private record Arrived(
            ExpertRequest request, TopicPartition partition, ConsumerRecord<?, ?> record) {}

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
                if (hasAge(record)) {
                    transit(partition, record).note(appendedMicros(record), arrivedMicros);
                }
                requests.add(new Arrived(request, partition, record));
            }
        }
        for (Arrived arrived : requests) {
            ExpertRequest request = arrived.request();
            long age = ageMicros(arrived, arrivedMicros);
            handler.handle(
                    request,
                    age,
                    false,
                    reply ->
                            replies.send(
                                    request.replyTopic(),
                                    reply,
                                    () ->
                                            ledger.done(
                                                    arrived.partition(),
                                                    arrived.record().offset())));
        }
    }

    /**
     * How long it lay in the topic. The stamp is the broker's, so no asker's clock matters; where
     * the topic has the askers' stamps nothing is known.
     */
    private long ageMicros(Arrived arrived, long arrivedMicros) {
        ConsumerRecord<?, ?> record = arrived.record();
        if (!hasAge(record)) {
            return 0;
        }
        return transit(arrived.partition(), record)
                .ageMicros(appendedMicros(record), arrivedMicros, arrived.request().budgetMicros());
    }

    private boolean hasAge(ConsumerRecord<?, ?> record) {
        boolean has = record.timestampType() == TimestampType.LOG_APPEND_TIME;
        if (!has && !isWarned) {
            isWarned = true;
            LOG.warn(
                    "Requests in {} never count as old: its message.timestamp.type is not {}",
                    record.topic(),
                    TimestampType.LOG_APPEND_TIME);
        }
        return has;
    }

    private static long appendedMicros(ConsumerRecord<?, ?> record) {
        return TimeUnit.MILLISECONDS.toMicros(record.timestamp());
    }

    /** Another leader has another clock. */
    private TransitAge transit(TopicPartition partition, ConsumerRecord<?, ?> record) {
        Clock clock = clocks.get(partition);
        if (clock == null || !clock.leaderEpoch().equals(record.leaderEpoch())) {
            clock =
                    new Clock(
                            record.leaderEpoch(),
                            new TransitAge(TRANSIT_WINDOW_MICROS, TRANSIT_PATIENCE_MICROS));
            clocks.put(partition, clock);
        }
        return clock.transit();
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
