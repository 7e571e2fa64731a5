package io.sluice.cli.demo;

import io.sluice.schemas.AvroWriter;
import io.sluice.simulator.LabelledImages;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The demo's events, in the schema of its camera (image.avsc), and how to read their ids. */
final class ImageEvents {
    private static final int CAMERAS = 8;
    private static final String WARM_UP = "warm-up";

    private final String topic;
    private final LabelledImages images;

    ImageEvents(String topic, LabelledImages images) {
        this.topic = topic;
        this.images = images;
    }

    /** The image that event {@code sequence} shows. */
    int imageOf(long sequence) {
        return (int) (sequence % images.size());
    }

    int labelOf(long sequence) {
        return images.labels()[imageOf(sequence)];
    }

    ProducerRecord<byte[], byte[]> record(long sequence, long nowMillis) {
        String camera = "camera-" + sequence % CAMERAS;
        byte[] value = encode(sequence, camera, nowMillis, images.pixels()[imageOf(sequence)]);
        return new ProducerRecord<>(
                topic, null, nowMillis, camera.getBytes(StandardCharsets.UTF_8), value);
    }

    byte[] encode(long sequence, String camera, long nowMillis, byte[] pixels) {
        return encode("image-" + sequence, sequence, camera, nowMillis, pixels);
    }

    private byte[] encode(String id, long sequence, String camera, long nowMillis, byte[] pixels) {
        AvroWriter out = new AvroWriter(pixels.length + 64);
        out.writeString(id);
        out.writeString(camera);
        out.writeLong(nowMillis);
        out.writeBytes(pixels);
        out.writePresent(true);
        out.writeInt(labelOf(sequence));
        return out.toByteArray();
    }

    /** An event outside of the count, whose answer shows that the job is up. */
    ProducerRecord<byte[], byte[]> warmUp(long nowMillis) {
        byte[] value = encode(WARM_UP, 0, "warm-up", nowMillis, images.pixels()[0]);
        return new ProducerRecord<>(topic, null, nowMillis, null, value);
    }

    static boolean isWarmUp(String eventId) {
        return eventId.equals(WARM_UP);
    }

    /** The sequence number in an event's id. */
    static long sequenceOf(String eventId) {
        return Long.parseLong(eventId.substring("image-".length()));
    }
}
