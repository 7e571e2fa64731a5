package io.sluice.operators.cascade;

import io.sluice.gates.PolicyEpoch;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.BundleOpener;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** The images of the example that ships with its bundle, and what a bad camera makes of them. */
final class SampleImages {
    private static final Path EXAMPLE = Path.of("../jobs/examples/fashion-mnist");
    private static final int SIDE = 28;

    private final byte[][] images;

    private SampleImages(byte[][] images) {
        this.images = images;
    }

    static SampleImages read() throws IOException {
        Path file = EXAMPLE.resolve("sample/images-idx3-ubyte.gz");
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            in.readInt();
            byte[][] images = new byte[in.readInt()][SIDE * SIDE];
            in.readLong();
            for (byte[] image : images) {
                in.readFully(image);
            }
            return new SampleImages(images);
        }
    }

    /** The shipped bundle on ONNX Runtime. */
    static Bundle bundle() {
        return Bundle.open(EXAMPLE.resolve("bundle"));
    }

    int count() {
        return images.length;
    }

    byte[] clean(int index) {
        return images[index % images.length];
    }

    /** An image of a camera whose sensor adds noise of a standard deviation, in grey levels. */
    byte[] noisy(int index, double deviation) {
        Random random = new Random(index);
        byte[] noisy = clean(index).clone();
        for (int i = 0; i < noisy.length; i++) {
            double value = (noisy[i] & 0xff) + deviation * random.nextGaussian();
            noisy[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return noisy;
    }

    static AdmittedEvent event(int index, byte[] image, PolicyEpoch epoch) {
        String id = "image-" + index;
        Tensor pixels = Tensor.ofBytes(new int[] {1, SIDE, SIDE}, image);
        Event event =
                new Event(
                        id,
                        null,
                        index,
                        List.of(new NamedTensor("image", pixels)),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        SourceRecord origin = new SourceRecord("images", 0, index, index, null, image, List.of());
        return new AdmittedEvent(event, epoch, origin, index * 1000L);
    }

    /** Opens the shipped bundle. */
    static final class Opener implements BundleOpener {
        private static final long serialVersionUID = 1L;

        @Override
        public ActiveBundle open() {
            return BundleHost.process().acquire(bundle(), "onnxruntime", null);
        }
    }
}
