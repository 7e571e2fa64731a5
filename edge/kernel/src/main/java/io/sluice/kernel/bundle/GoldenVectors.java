package io.sluice.kernel.bundle;

import io.sluice.kernel.TensorSpec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Inputs with what every stage must make of them: the logits of its exit, or a stem's summary. The
 * file is specified in BUNDLE.md.
 *
 * @param rows the number of events
 * @param inputs for every input of the bundle the bytes of all rows
 * @param expected for every stage the logits of its exit, or a stem's summary, of all rows, row by
 *     row
 */
public record GoldenVectors(int rows, List<byte[]> inputs, List<float[]> expected) {
    /** More than this many rows would make every activation slow. */
    public static final int MOST_ROWS = 1024;

    private static final byte[] MAGIC = "SLUICEGV".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    public GoldenVectors {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "golden vectors have 1 to " + MOST_ROWS + " rows, not " + rows);
        }
        inputs = List.copyOf(inputs);
        expected = List.copyOf(expected);
    }

    /** The file. */
    public byte[] bytes() {
        int size = MAGIC.length + 4 * Integer.BYTES;
        size += inputs.stream().mapToInt(input -> input.length).sum();
        size += expected.stream().mapToInt(values -> values.length * Float.BYTES).sum();
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).putInt(VERSION).putInt(rows).putInt(inputs.size()).putInt(expected.size());
        inputs.forEach(out::put);
        for (float[] values : expected) {
            for (float value : values) {
                out.putFloat(value);
            }
        }
        return out.array();
    }

    /**
     * Reads the file.
     *
     * @throws BundleException of category FORMAT when it is not one, or not of this bundle
     */
    static GoldenVectors read(String file, byte[] bytes, BundleManifest manifest) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte[] magic = new byte[MAGIC.length];
            in.get(magic);
            int version = in.getInt();
            if (!Arrays.equals(magic, MAGIC) || version != VERSION) {
                throw refused(file, "is not a golden file of version " + VERSION);
            }
            int rows = in.getInt();
            requireCount(file, "inputs", in.getInt(), manifest.inputs().size());
            requireCount(file, "stages", in.getInt(), manifest.stages().size());
            requireCount(file, "rows", Math.min(Math.max(rows, 1), MOST_ROWS), rows);
            List<byte[]> inputs = new ArrayList<>();
            for (TensorSpec input : manifest.inputs()) {
                byte[] values = new byte[Math.multiplyExact(rows, input.rowBytes())];
                in.get(values);
                inputs.add(values);
            }
            List<float[]> expected = new ArrayList<>();
            for (TensorSpec result : manifest.results()) {
                float[] values = new float[rows * result.rowElements()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.getFloat();
                }
                expected.add(values);
            }
            requireCount(file, "bytes after the end", in.remaining(), 0);
            return new GoldenVectors(rows, inputs, expected);
        } catch (BufferUnderflowException | ArithmeticException e) {
            throw refused(file, "ends too early");
        }
    }

    private static void requireCount(String file, String what, int found, int expected) {
        if (found != expected) {
            throw refused(file, what + ": " + found + ", expected " + expected);
        }
    }

    private static BundleException refused(String file, String why) {
        return new BundleException(BundleException.Category.FORMAT, file + ": " + why);
    }
}
