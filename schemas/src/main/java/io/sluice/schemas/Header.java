package io.sluice.schemas;

import java.util.Arrays;
import java.util.Objects;

/**
 * A Kafka record header.
 *
 * @param key the header's name
 * @param value its bytes, or null; treat as read-only
 */
public record Header(String key, byte[] value) {
    public Header {
        Objects.requireNonNull(key, "key");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that
                && key.equals(that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }
}
