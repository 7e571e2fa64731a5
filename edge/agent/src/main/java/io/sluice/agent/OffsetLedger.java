package io.sluice.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which offsets may be committed: all before the first record whose reply is not acknowledged yet.
 * Thread-safe.
 */
final class OffsetLedger {
    /** One partition: what is under way, and what follows the last record read. */
    private static final class Partition {
        final TreeSet<Long> open = new TreeSet<>();
        long next;
        long given = -1;

        long committable() {
            return open.isEmpty() ? next : open.first();
        }
    }

    private final Map<TopicPartition, Partition> partitions = new HashMap<>();
    private int open;

    /** A record was read. */
    synchronized void read(TopicPartition partition, long offset) {
        Partition entry = partitions.computeIfAbsent(partition, p -> new Partition());
        entry.open.add(offset);
        entry.next = Math.max(entry.next, offset + 1);
        open++;
    }

    /** Nothing is left to be done for a record that was read. */
    synchronized void done(TopicPartition partition, long offset) {
        Partition entry = partitions.get(partition);
        if (entry != null && entry.open.remove(offset)) {
            open--;
        }
    }

    /** The number of records that are under way. */
    synchronized int open() {
        return open;
    }

    /** What may be committed and was not given before. */
    synchronized Map<TopicPartition, OffsetAndMetadata> takeCommittable() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach(
                (partition, entry) -> {
                    if (entry.committable() > entry.given) {
                        entry.given = entry.committable();
                        offsets.put(partition, new OffsetAndMetadata(entry.given));
                    }
                });
        return offsets;
    }
}
