package io.sluice.proof.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Needs Debian's package dataset-fashion-mnist. */
class FashionMnistUnseenTest {
    private static final int PIXELS = 28 * 28;

    /** The example ships 2,000 of the images that its network was not trained on. */
    @Test
    void theShippedValidationImagesAreAmongTheUnseen() throws IOException {
        assumeTrue(ClothingImages.areThere(), "dataset-fashion-mnist is not installed");
        byte[][] training = images(ClothingImages.file("train", 3));
        int[] order = NumpyPermutation.of(ClothingImages.TRAINING_SEED, ClothingImages.TRAINING);
        Set<ByteBuffer> unseen = new HashSet<>();
        for (int at = ClothingImages.SEEN; at < order.length; at++) {
            unseen.add(ByteBuffer.wrap(training[order[at]]));
        }

        byte[][] shipped =
                images(ClothingImages.example().resolve("sample/validation-images-idx3-ubyte.gz"));

        assertThat(Arrays.stream(shipped).map(ByteBuffer::wrap)).allMatch(unseen::contains);
    }

    private static byte[][] images(Path file) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            in.readInt();
            byte[][] images = new byte[in.readInt()][PIXELS];
            in.readLong();
            for (byte[] image : images) {
                in.readFully(image);
            }
            return images;
        }
    }
}
