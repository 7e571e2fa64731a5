package io.sluice.fitting.data;

import io.sluice.fitting.RowFile;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.Event;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.PartialEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows in temporary files, one per input. Filled by one thread, then read by any number.
 *
 * <p>Owned state: the files, until {@link #close}.
 */
public final class StoredRows implements LabelledRows {
    private final List<TensorSpec> inputs;
    private final List<RowFile> files = new ArrayList<>();
    private final List<Optional<RowOrigin>> origins = new ArrayList<>();
    private final Map<String, String> texts = new HashMap<>();
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
        add(values, label, Optional.empty());
    }

    /** Adds a row of a sequence. */
    public void add(List<byte[]> values, int label, RowOrigin origin) {
        add(values, label, Optional.of(shared(origin)));
    }

    /** Keys and contexts repeat; each is kept once. */
    private RowOrigin shared(RowOrigin origin) {
        return new RowOrigin(
                texts.computeIfAbsent(origin.key(), key -> key),
                origin.timeMillis(),
                origin.context().map(name -> texts.computeIfAbsent(name, text -> text)));
    }

    private void add(List<byte[]> values, int label, Optional<RowOrigin> origin) {
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
        origins.add(origin);
        labels[size++] = label;
    }

    /**
     * Adds an event that a decoder made for these inputs.
     *
     * @param where to find its record, for messages
     * @throws DataException when it has no label, or one that is no class
     */
    public void add(Event event, ClassNames classes, String where) {
        add(event, Optional.empty(), classes, where);
    }

    /**
     * Adds an event of which some inputs may have been unusable; here all are needed.
     *
     * @throws DataException also when an input is missing or has a fault
     */
    public void add(PartialEvent partial, ClassNames classes, String where) {
        if (!partial.faults().isEmpty()) {
            PartialEvent.Fault fault = partial.faults().get(0);
            throw new DataException(
                    where
                            + ": input '"
                            + fault.input()
                            + "': "
                            + fault.message()
                            + "; a row needs all inputs");
        }
        add(partial.event(), Optional.ofNullable(partial.context()), classes, where);
    }

    private void add(Event event, Optional<String> context, ClassNames classes, String where) {
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
        add(
                values,
                classes.index(event.label().getAsLong(), where),
                Optional.of(shared(origin(event, context))));
    }

    private static RowOrigin origin(Event event, Optional<String> context) {
        String key = event.key() == null ? "" : new String(event.key(), StandardCharsets.UTF_8);
        return new RowOrigin(key, event.eventTimeMillis(), context);
    }

    @Override
    public Optional<RowOrigin> origin(int row) {
        return origins.get(row);
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
