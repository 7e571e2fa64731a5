package io.sluice.schemas.mapping;

import io.sluice.schemas.Header;
import java.util.List;

/**
 * A Kafka record as the source gave it. Its arrays are shared and read-only: an event decoded from
 * it may hold slices of the value.
 *
 * @param timestampMillis the record's timestamp, milliseconds since the epoch
 * @param key the key's bytes, or null
 * @param value the value's bytes, or null
 */
public record SourceRecord(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        byte[] key,
        byte[] value,
        List<Header> headers) {}
