package io.sluice.operators.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * Watermarks from the event times of the source partitions that one task reads: the least over the
 * partitions of the greatest event time seen, less the allowed disorder. A partition that was
 * silent for long does not hold the others back.
 *
 * <p>Where a bound is given, a time that is further ahead of its partition's newest than that is
 * believed only as the third in a row that agree, so that one record's clock does not end the event
 * time of all others. A task does not know which partitions it will read: where a time to settle is
 * given, there is no watermark until so long after the first event, or what a restarted source
 * reads first would make all else late. Not thread-safe.
 */
final class PartitionWatermarks {
    /** Times this far ahead of the clock are a mistake of a device's, and would end event time. */
    private static final long MAX_AHEAD_MILLIS = 3_600_000;

    /** Believes every time. */
    static final long NO_BOUND = Long.MAX_VALUE;

    private static final int ENOUGH_IN_A_ROW = 3;

    private final long disorderMillis;
    private final long idleMillis;
    private final long skewMillis;
    private final long settleMillis;
    private final List<Partition> partitions = new ArrayList<>();
    private Partition latest;
    private long settledAtMillis = Long.MIN_VALUE;

    private static final class Partition {
        final String topic;
        final int number;
        long greatest = Long.MIN_VALUE;
        long seenAtMillis;
        long doubtedMillis;
        int doubted;

        Partition(String topic, int number) {
            this.topic = topic;
            this.number = number;
        }

        /** Whether a time is not too far ahead, or agrees with enough before it. */
        boolean believes(long timeMillis, long skewMillis) {
            if (greatest == Long.MIN_VALUE
                    || timeMillis <= greatest
                    || timeMillis - greatest <= skewMillis) {
                doubted = 0;
                return true;
            }
            boolean agrees = doubted > 0 && Math.abs(timeMillis - doubtedMillis) <= skewMillis;
            doubted = agrees ? doubted + 1 : 1;
            doubtedMillis = timeMillis;
            return doubted >= ENOUGH_IN_A_ROW;
        }

        boolean is(String otherTopic, int otherNumber) {
            return number == otherNumber && topic.equals(otherTopic);
        }
    }

    PartitionWatermarks(long disorderMillis, long idleMillis, long skewMillis, long settleMillis) {
        this.disorderMillis = disorderMillis;
        this.idleMillis = idleMillis;
        this.skewMillis = skewMillis;
        this.settleMillis = settleMillis;
    }

    /** Notes an event's time. */
    void event(String topic, int number, long eventTimeMillis, long nowMillis) {
        if (settledAtMillis == Long.MIN_VALUE) {
            settledAtMillis = nowMillis + settleMillis;
        }
        // Records come in runs of one partition.
        if (latest == null || !latest.is(topic, number)) {
            latest = partition(topic, number);
        }
        if (eventTimeMillis <= nowMillis + MAX_AHEAD_MILLIS
                && (skewMillis == NO_BOUND || latest.believes(eventTimeMillis, skewMillis))) {
            latest.greatest = Math.max(latest.greatest, eventTimeMillis);
        }
        latest.seenAtMillis = nowMillis;
    }

    /**
     * The watermark of now, or Long.MIN_VALUE before it settled and when no partition is active.
     */
    long watermark(long nowMillis) {
        if (nowMillis < settledAtMillis) {
            return Long.MIN_VALUE;
        }
        long least = Long.MAX_VALUE;
        for (Partition partition : partitions) {
            if (nowMillis - partition.seenAtMillis <= idleMillis) {
                least = Math.min(least, partition.greatest);
            }
        }
        boolean none = least == Long.MAX_VALUE || least < Long.MIN_VALUE + disorderMillis + 1;
        return none ? Long.MIN_VALUE : least - disorderMillis - 1;
    }

    private Partition partition(String topic, int number) {
        for (Partition known : partitions) {
            if (known.is(topic, number)) {
                return known;
            }
        }
        Partition added = new Partition(topic, number);
        partitions.add(added);
        return added;
    }
}
