package io.sluice.operators.sensors;

import io.sluice.schemas.SensorAck;
import java.nio.charset.StandardCharsets;

/**
 * Devices' keys as Flink can have them: one char per byte, because arrays cannot be keys. To be
 * used wherever samples, frames and acknowledgements are keyed, so that all of a device meet.
 */
public final class SensorKeys {
    private SensorKeys() {}

    public static String of(SensorFrame frame) {
        return text(frame.event().key());
    }

    public static String of(SensorAck ack) {
        return text(ack.key());
    }

    /**
     * The key of a sample.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static String of(Aligned aligned) {
        if (aligned instanceof AlignedSample sample) {
            return text(sample.key());
        }
        throw new IllegalArgumentException("a key of " + aligned + "; expected a sample");
    }

    /** The bytes of a key. */
    public static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }
}
