package io.sluice.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a device made of a command: which of its sensors are powered, and from when on.
 *
 * @param key the device, as the key of its events; treat as read-only
 * @param sequence the command that is acknowledged
 * @param on names of the modalities that are powered
 * @param effectiveFromMillis from when on, by the clock of the device's events, milliseconds since
 *     the epoch
 */
public record SensorAck(byte[] key, long sequence, List<String> on, long effectiveFromMillis) {
    public SensorAck {
        Objects.requireNonNull(key, "key");
        on = List.copyOf(on);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SensorAck that
                && Arrays.equals(key, that.key)
                && sequence == that.sequence
                && on.equals(that.on)
                && effectiveFromMillis == that.effectiveFromMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(key), sequence, effectiveFromMillis);
    }
}
