package io.sluice.fitting.data;

import io.sluice.fitting.RowFile;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.Event;
import io.sluice.schemas.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in temporary files, one per input. Filled by one thread, then read by any number.
 *
 * <p>Owned state: the files, until {@link #close}.
 */
public final class StoredRows implements LabelledRows {
    private final List<TensorSpec> inputs;
    private final List<RowFile> files = new ArrayList<>();
    private int[] labels = new int[1024];
    private int size;

    /** Makes an empty data set for the inputs of a model. */
    public StoredRows(List<TensorSpec> inputs) {
        this.inputs = List.copyOf(inputs);
        try {
            inputs.forEach(input -> files.add(new RowFile(input.rowBytes())));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Adds a row.
     *
     * @param values for every input its bytes, little-endian
     * @throws IllegalArgumentException when an input has another number of bytes
     */
    public void add(List<byte[]> values, int label) {
        for (int i = 0; i < files.size(); i++) {
            if (values.get(i).length != inputs.get(i).rowBytes()) {
                throw new DataException(
                        "row "
                                + size
                                + ": input "
                                + inputs.get(i)
                                + " has "
                                + values.get(i).length
                                + " bytes; expected "
                                + inputs.get(i).rowBytes());
            }
            files.get(i).append(values.get(i));
        }
        if (size == labels.length) {
            labels = Arrays.copyOf(labels, 2 * size);
        }
        labels[size++] = label;
    }

    /**
     * Adds an event that a decoder made for these inputs.
     *
     * @param where to find its record, for messages
     * @throws DataException when it has no label, or one that is no class
     */
    public void add(Event event, ClassNames classes, String where) {
        if (event.label().isEmpty()) {
            throw new DataException(
                    where + ": no label; name the field with the true class in mapping.label");
        }
        List<byte[]> values = new ArrayList<>();
        for (TensorSpec input : inputs) {
            Tensor tensor = event.input(input.name());
            byte[] bytes = new byte[tensor.byteLength()];
            tensor.copyTo(bytes, 0);
            values.add(bytes);
        }
        add(values, classes.index(event.label().getAsLong(), where));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int label(int row) {
        return labels[row];
    }

    @Override
    public void read(int row, int input, ByteBuffer target, int position) {
        files.get(input).read(row, target, position);
    }

    @Override
    public void close() {
        files.forEach(RowFile::close);
        files.clear();
    }
}
