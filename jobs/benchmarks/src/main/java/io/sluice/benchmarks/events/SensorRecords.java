package io.sluice.benchmarks.events;

import io.sluice.schemas.AvroWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/** Events of float values, drawn from a seed, as Avro (sensor.avsc) or as JSON. */
public final class SensorRecords {
    private static final long EPOCH_MILLIS = 1_790_000_000_000L;
    private static final int FRAMES = 64;
    private static final int DEVICES = 8;

    private final byte[][] bytes = new byte[FRAMES][];
    private final String[] texts = new String[FRAMES];

    /**
     * @param values how many floats an event has
     */
    public SensorRecords(long seed, int values) {
        Random random = new Random(seed);
        for (int frame = 0; frame < FRAMES; frame++) {
            ByteBuffer floats =
                    ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            StringBuilder text = new StringBuilder(values * 11);
            for (int i = 0; i < values; i++) {
                float value = random.nextFloat();
                floats.putFloat(value);
                text.append(i == 0 ? "" : ",").append(value);
            }
            bytes[frame] = floats.array();
            texts[frame] = text.toString();
        }
    }

    public byte[] key(long sequence) {
        return device(sequence).getBytes(StandardCharsets.UTF_8);
    }

    public byte[] avro(long sequence) {
        byte[] frame = bytes[(int) (sequence % FRAMES)];
        AvroWriter out = new AvroWriter(frame.length + 64);
        out.writeString("event-" + sequence);
        out.writeString(device(sequence));
        out.writeLong(time(sequence));
        out.writeBytes(frame);
        return out.toByteArray();
    }

    public byte[] json(long sequence) {
        return String.format(
                        Locale.ROOT,
                        "{\"id\":\"event-%d\",\"device\":\"%s\",\"captured_at\":%d,\"values\":[%s]}",
                        sequence,
                        device(sequence),
                        time(sequence),
                        texts[(int) (sequence % FRAMES)])
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The {@code source} section of a pipeline over the Avro form. */
    public static String avroSource(String schemaFile, String input) {
        return """
                format: avro
                schema: %s
                mapping:
                  id: id
                  key: device
                  event-time: captured_at
                  inputs:
                    %s: values
                """
                .formatted(schemaFile, input);
    }

    /** The {@code source} section of a pipeline over the JSON form. */
    public static String jsonSource(String input) {
        return """
                format: json
                mapping:
                  id: id
                  key: device
                  event-time:
                    field: captured_at
                    unit: millis
                  inputs:
                    %s: values
                """
                .formatted(input);
    }

    private static long time(long sequence) {
        return EPOCH_MILLIS + sequence / 50;
    }

    private static String device(long sequence) {
        return "device-" + sequence % DEVICES;
    }
}
