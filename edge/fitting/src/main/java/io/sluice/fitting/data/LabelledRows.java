package io.sluice.fitting.data;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A labelled data set: for every row the bytes of each model input, and the class it belongs to.
 *
 * <p>Threading: rows may be read by several threads at once.
 */
public interface LabelledRows extends AutoCloseable {
    int size();

    /** The 0-based class of a row. */
    int label(int row);

    /**
     * Copies one input of a row: {@link io.sluice.kernel.TensorSpec#rowBytes} bytes, row-major,
     * little-endian.
     *
     * @param input index of the model's input
     * @param position where in the target; its own position is left alone
     */
    void read(int row, int input, ByteBuffer target, int position);

    /** Which sequence a row belongs to; empty where the form of the data has no such thing. */
    default Optional<RowOrigin> origin(int row) {
        return Optional.empty();
    }

    /** The labels of all rows. */
    default int[] labels() {
        int[] labels = new int[size()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = label(row);
        }
        return labels;
    }

    @Override
    void close();
}
