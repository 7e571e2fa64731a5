package io.sluice.benchmarks.events;

import io.sluice.schemas.AvroWriter;
import io.sluice.simulator.LabelledImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Events of the Fashion-MNIST example, in the schema of its camera (image.avsc). */
public final class ImageRecords {
    private static final long EPOCH_MILLIS = 1_790_000_000_000L;
    private static final int CAMERAS = 8;
    private static final String ID_PREFIX = "image-";

    /** Where Debian's package dataset-fashion-mnist puts the images. */
    private static final Path DATASET = Path.of("/usr/share/datasets/fashion-mnist");

    private final LabelledImages images;
    private final String description;

    private ImageRecords(LabelledImages images, String description) {
        this.images = images;
        this.description = description;
    }

    /** The 10,000 test images where they are installed, else the example's 2,000. */
    public static ImageRecords best(Path example) {
        Path images = DATASET.resolve("t10k-images-idx3-ubyte.gz");
        if (!Files.isRegularFile(images)) {
            return sample(example);
        }
        return new ImageRecords(
                LabelledImages.read(images, DATASET.resolve("t10k-labels-idx1-ubyte.gz")),
                "10,000 test images");
    }

    /** The 2,000 test images of the example. */
    public static ImageRecords sample(Path example) {
        return new ImageRecords(
                LabelledImages.read(
                        example.resolve("sample/images-idx3-ubyte.gz"),
                        example.resolve("sample/labels-idx1-ubyte.gz")),
                "2,000 test images of the sample");
    }

    public String description() {
        return description;
    }

    public int images() {
        return images.size();
    }

    /** The image that event {@code sequence} shows. */
    public int imageOf(long sequence) {
        return (int) (sequence % images.size());
    }

    public int labelOf(int image) {
        return images.labels()[image];
    }

    public byte[] key(long sequence) {
        return camera(sequence).getBytes(StandardCharsets.UTF_8);
    }

    public byte[] value(long sequence) {
        byte[] pixels = images.pixels()[imageOf(sequence)];
        AvroWriter out = new AvroWriter(pixels.length + 64);
        out.writeString(ID_PREFIX + sequence);
        out.writeString(camera(sequence));
        out.writeLong(EPOCH_MILLIS + sequence / 50);
        out.writeBytes(pixels);
        out.writePresent(true);
        out.writeInt(labelOf(imageOf(sequence)));
        return out.toByteArray();
    }

    /** The sequence number in an event's id. */
    public static long sequenceOf(String eventId) {
        return Long.parseLong(eventId.substring(ID_PREFIX.length()));
    }

    private static String camera(long sequence) {
        return "camera-" + sequence % CAMERAS;
    }
}
