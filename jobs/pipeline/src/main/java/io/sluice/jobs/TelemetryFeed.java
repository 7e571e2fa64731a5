package io.sluice.jobs;

import io.sluice.operators.admission.ControlFeed;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The telemetry topic without the devices whose request topic is not there: writing to one would
 * hold up the requests to all others.
 *
 * <p><b>Owned state:</b> an admin client, the topics that are known to be there, and telemetry that
 * waits for an answer about its topic. <b>Threading:</b> the task's thread calls the methods, and
 * waits only in {@link #awaitCurrent}; answers come on the client's own thread.
 */
final class TelemetryFeed implements ControlFeed {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryFeed.class);

    private final ControlFeed feed;
    private final Admin admin;
    private final Set<String> known = new HashSet<>();
    private final Queue<Checked> checked = new ConcurrentLinkedQueue<>();
    private final Queue<SourceRecord> ready = new ConcurrentLinkedQueue<>();

    /** Telemetry of a device whose topic is there. */
    private record Checked(String topic, SourceRecord record) {}

    /**
     * @param settings of the Kafka clients, bootstrap servers included
     */
    TelemetryFeed(String topic, Properties settings) {
        this.feed = new TopicFeed(topic, false, settings);
        this.admin = Admin.create(settings);
    }

    @Override
    public SourceRecord poll() {
        for (Checked done = checked.poll(); done != null; done = checked.poll()) {
            known.add(done.topic());
            ready.add(done.record());
        }
        SourceRecord first = ready.poll();
        if (first != null) {
            return first;
        }
        for (SourceRecord record = feed.poll(); record != null; record = feed.poll()) {
            String topic = requestTopic(record);
            if (topic.isEmpty() || known.contains(topic)) {
                return record;
            }
            check(topic, record);
        }
        return null;
    }

    @Override
    public boolean awaitCurrent(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        boolean current = feed.awaitCurrent(limit);
        List<CompletableFuture<Void>> lookups = new ArrayList<>();
        for (SourceRecord record = feed.poll(); record != null; record = feed.poll()) {
            String topic = requestTopic(record);
            if (topic.isEmpty()) {
                ready.add(record);
            } else {
                lookups.add(check(topic, record));
            }
        }
        try {
            CompletableFuture.allOf(lookups.toArray(CompletableFuture[]::new))
                    .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return current;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private CompletableFuture<Void> check(String topic, SourceRecord record) {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .toCompletionStage()
                .toCompletableFuture()
                .handle(
                        (found, failure) -> {
                            if (failure == null) {
                                checked.add(new Checked(topic, record));
                            } else {
                                LOG.warn(
                                        "A device is not asked: its request topic {} cannot be"
                                                + " found: {}",
                                        topic,
                                        failure.toString());
                            }
                            return null;
                        });
    }

    /** Empty for a tombstone, and for what cannot be read and is refused by the reader. */
    private static String requestTopic(SourceRecord record) {
        try {
            return record.value() == null
                    ? ""
                    : ExpertTelemetryCodec.decode(record.value()).requestTopic();
        } catch (MalformedException e) {
            return "";
        }
    }

    @Override
    public void close() throws InterruptedException {
        feed.close();
        admin.close(Duration.ZERO);
    }
}
