package io.sluice.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A record that could not be answered, kept byte for byte with where it came from and why.
 *
 * @param topic source topic
 * @param partition source partition
 * @param offset source offset
 * @param timestampMillis the Kafka record's timestamp
 * @param key the key's bytes, or null
 * @param value the value's bytes, or null
 * @param headers the headers in their order
 * @param stage the part of the pipeline that refused it, such as {@code decode}
 * @param reason one of the dead-letter codes of {@link ReasonCode}, by name
 * @param message what was found and what was expected
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        byte[] key,
        byte[] value,
        List<Header> headers,
        String stage,
        String reason,
        String message) {

    public DeadLetter {
        headers = List.copyOf(headers);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter that
                && topic.equals(that.topic)
                && partition == that.partition
                && offset == that.offset
                && timestampMillis == that.timestampMillis
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && headers.equals(that.headers)
                && stage.equals(that.stage)
                && reason.equals(that.reason)
                && message.equals(that.message);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, partition, offset);
    }
}
