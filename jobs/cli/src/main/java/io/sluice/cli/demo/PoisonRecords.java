package io.sluice.cli.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Records that cannot be answered, each wrong in another way. */
final class PoisonRecords {
    private PoisonRecords() {}

    /** The values to plant; null is a tombstone. */
    static List<byte[]> values(ImageEvents events, long nowMillis) {
        byte[] good = events.encode(0, "poison", nowMillis, new byte[28 * 28]);
        byte[] noise = new byte[200];
        new Random(7).nextBytes(noise);
        List<byte[]> values = new ArrayList<>();
        values.add(null);
        values.add(new byte[0]);
        values.add(noise);
        values.add(Arrays.copyOf(good, good.length / 2));
        values.add(Arrays.copyOf(good, good.length + 3));
        values.add(events.encode(0, "poison", nowMillis, new byte[27 * 28]));
        values.add(
                "{\"image_id\": \"json by mistake\"}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return values;
    }
}
