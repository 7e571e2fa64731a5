package io.sluice.fitting.data;

import io.sluice.kernel.TensorSpec;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a pair of IDX files, gzip-compressed or not: the values of a model with one input, and one
 * label a row. The form is that of MNIST: two zero bytes, the element type, the rank, the
 * dimensions, then all elements, big-endian.
 */
public final class IdxRows {
    private IdxRows() {}

    /**
     * Reads both files.
     *
     * @param inputs the model's inputs; IDX has values for one
     * @param scale what every value is multiplied by; other than 1 for floating-point inputs only
     * @throws DataException when a file is not IDX, its rows do not have the input's shape, or a
     *     label is no class
     * @throws UncheckedIOException when a file cannot be read
     */
    public static LabelledRows read(
            Path values, Path labels, List<TensorSpec> inputs, ClassNames classes, double scale) {
        if (inputs.size() != 1) {
            throw new DataException(
                    values + ": IDX holds one tensor a row, the model takes " + inputs);
        }
        TensorSpec input = inputs.get(0);
        StoredRows rows = new StoredRows(inputs);
        try (Elements in = Elements.open(values);
                Elements truths = Elements.open(labels)) {
            requireShapes(values, in, input, labels, truths);
            NumberWriter writer = new NumberWriter(input);
            for (int row = 0; row < in.dimensions[0]; row++) {
                String where = values + ", row " + row;
                for (int i = 0; i < input.rowElements(); i++) {
                    writer.put(in.next() * scale, where);
                }
                int label = classes.index((long) truths.next(), labels + ", row " + row);
                rows.add(List.of(writer.finish()), label);
            }
            return rows;
        } catch (EOFException e) {
            rows.close();
            throw new DataException(
                    values + " or " + labels + ": ends before the last row it promises", e);
        } catch (IOException e) {
            rows.close();
            throw new UncheckedIOException("cannot read " + values + " and " + labels, e);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private static void requireShapes(
            Path values, Elements in, TensorSpec input, Path labels, Elements truths) {
        int[] row = Arrays.copyOfRange(in.dimensions, 1, in.dimensions.length);
        if (!Arrays.equals(withoutOnes(row), withoutOnes(input.shape()))) {
            throw new DataException(
                    values
                            + ": rows are "
                            + Arrays.toString(row)
                            + ", the model takes "
                            + input
                            + "; expected the same dimensions");
        }
        if (truths.dimensions.length != 1 || truths.dimensions[0] != in.dimensions[0]) {
            throw new DataException(
                    labels
                            + ": holds "
                            + Arrays.toString(truths.dimensions)
                            + " labels; expected one for each of the "
                            + in.dimensions[0]
                            + " rows of "
                            + values);
        }
    }

    private static int[] withoutOnes(int[] shape) {
        return Arrays.stream(shape).filter(dimension -> dimension != 1).toArray();
    }

    /** The elements of one file. */
    private static final class Elements implements AutoCloseable {
        private final DataInputStream in;
        private final int type;
        private final int[] dimensions;

        private Elements(DataInputStream in, int type, int[] dimensions) {
            this.in = in;
            this.type = type;
            this.dimensions = dimensions;
        }

        static Elements open(Path file) throws IOException {
            DataInputStream in = new DataInputStream(DataFile.open(file));
            try {
                int magic = in.readInt();
                int type = magic >>> 8;
                int rank = magic & 0xff;
                if (type < 0x08 || type > 0x0e || type == 0x0a || rank < 1) {
                    throw new DataException(
                            file
                                    + ": begins with "
                                    + String.format("%08x", magic)
                                    + "; an IDX file begins with 00, 00, its element type (08, 09, "
                                    + "0b, 0c, 0d or 0e) and its rank");
                }
                int[] dimensions = new int[rank];
                for (int i = 0; i < rank; i++) {
                    dimensions[i] = in.readInt();
                }
                return new Elements(in, type, dimensions);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        }

        double next() throws IOException {
            return switch (type) {
                case 0x08 -> in.readUnsignedByte();
                case 0x09 -> in.readByte();
                case 0x0b -> in.readShort();
                case 0x0c -> in.readInt();
                case 0x0d -> in.readFloat();
                default -> in.readDouble();
            };
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
