package io.sluice.simulator;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Images with their labels, read from gzip-compressed IDX files.
 *
 * @param pixels one array per image: rows of grey values
 * @param labels the class of each image
 */
public record LabelledImages(byte[][] pixels, int[] labels) {
    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;

    /**
     * Reads a pair of files.
     *
     * @throws IllegalArgumentException when a file is not IDX or they differ in length
     * @throws UncheckedIOException when one cannot be read
     */
    public static LabelledImages read(Path images, Path labels) {
        try {
            LabelledImages read = new LabelledImages(readImages(images), readLabels(labels));
            if (read.pixels.length != read.labels.length) {
                throw new IllegalArgumentException(
                        images
                                + " has "
                                + read.pixels.length
                                + " images, "
                                + labels
                                + " has "
                                + read.labels.length
                                + " labels");
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + images + " and " + labels, e);
        }
    }

    public int size() {
        return labels.length;
    }

    /** The first {@code count} images. */
    public LabelledImages head(int count) {
        return new LabelledImages(Arrays.copyOf(pixels, count), Arrays.copyOf(labels, count));
    }

    private static byte[][] readImages(Path file) throws IOException {
        try (DataInputStream in = open(file, IMAGES_MAGIC)) {
            int count = in.readInt();
            int size = in.readInt() * in.readInt();
            byte[][] images = new byte[count][size];
            for (byte[] image : images) {
                in.readFully(image);
            }
            return images;
        }
    }

    private static int[] readLabels(Path file) throws IOException {
        try (DataInputStream in = open(file, LABELS_MAGIC)) {
            int[] labels = new int[in.readInt()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = in.readUnsignedByte();
            }
            return labels;
        }
    }

    private static DataInputStream open(Path file, int magic) throws IOException {
        DataInputStream in =
                new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
        int found = in.readInt();
        if (found != magic) {
            in.close();
            throw new IllegalArgumentException(
                    file
                            + " begins with "
                            + Integer.toHexString(found)
                            + ", an IDX file of this kind with "
                            + Integer.toHexString(magic));
        }
        return in;
    }
}
