package io.sluice.jobs;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** An end of a range of a topic: in every partition the offset of its first record. */
public sealed interface KafkaPosition {
    /** The form of {@link #parse}. */
    String FORM =
            "earliest, latest, a time such as 2026-11-21T08:00:00Z, or an offset for each partition"
                    + " such as 0:1500,1:1480";

    /** The first record that is still there. */
    record Earliest() implements KafkaPosition {}

    /** Behind the last committed record. */
    record Latest() implements KafkaPosition {}

    /** The first record whose timestamp is that time or later. */
    record Time(Instant time) implements KafkaPosition {}

    /** An offset for each partition. */
    record Offsets(Map<Integer, Long> byPartition) implements KafkaPosition {}

    /**
     * Reads a position.
     *
     * @throws IllegalArgumentException when it has none of the forms
     */
    static KafkaPosition parse(String text) {
        if (text.equals("earliest")) {
            return new Earliest();
        }
        if (text.equals("latest")) {
            return new Latest();
        }
        if (text.matches("\\d+:\\d{1,18}(,\\d+:\\d{1,18})*")) {
            Map<Integer, Long> offsets = new HashMap<>();
            for (String part : text.split(",")) {
                String[] both = part.split(":");
                offsets.put(Integer.parseInt(both[0]), Long.parseLong(both[1]));
            }
            return new Offsets(offsets);
        }
        try {
            return new Time(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "'; expected " + FORM, e);
        }
    }

    /**
     * The offset in every partition.
     *
     * @throws IllegalArgumentException when offsets are given and a partition has none
     */
    default Map<TopicPartition, Long> in(Consumer<?, ?> consumer, Set<TopicPartition> partitions) {
        if (this instanceof Earliest) {
            return consumer.beginningOffsets(partitions);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (this instanceof Time at) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, at.time().toEpochMilli()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
            Map<TopicPartition, Long> offsets = new HashMap<>(ends);
            found.forEach(
                    (partition, offset) -> {
                        if (offset != null) {
                            offsets.put(partition, offset.offset());
                        }
                    });
            return offsets;
        }
        return this instanceof Offsets given ? require(given.byPartition(), partitions) : ends;
    }

    private static Map<TopicPartition, Long> require(
            Map<Integer, Long> given, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Set<Integer> numbers = new HashSet<>();
        for (TopicPartition partition : partitions) {
            numbers.add(partition.partition());
            Long offset = given.get(partition.partition());
            if (offset == null) {
                throw new IllegalArgumentException(
                        "no offset is given for partition " + partition + ", only for " + given);
            }
            offsets.put(partition, offset);
        }
        if (!numbers.containsAll(given.keySet())) {
            throw new IllegalArgumentException(
                    "offsets are given for partitions "
                            + given.keySet()
                            + ", the topic has "
                            + numbers);
        }
        return offsets;
    }
}
