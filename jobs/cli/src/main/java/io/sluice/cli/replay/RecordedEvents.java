package io.sluice.cli.replay;

import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.DataException;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.data.StoredRows;
import io.sluice.jobs.KafkaRange;
import io.sluice.jobs.PipelineDecoders;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.Event;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.RecordDecoder;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The events of a range of the source topic, with their ids; labels are −1 where there are none.
 *
 * <p>Owned state: the rows' files, until {@link #close}.
 */
final class RecordedEvents implements AutoCloseable {
    private final List<TensorSpec> inputs;
    private final ClassNames classes;
    private final RecordDecoder decoder;
    private final StoredRows rows;
    private final List<String> ids = new ArrayList<>();
    private long broken;

    private RecordedEvents(SourceConfig source, List<TensorSpec> inputs, ClassNames classes) {
        this.inputs = inputs;
        this.classes = classes;
        this.decoder = PipelineDecoders.of(source, inputs).open(Map.of());
        this.rows = new StoredRows(inputs);
    }

    /**
     * Reads a range as the pipeline would; what it would make dead letters of is only counted.
     *
     * @throws DataException when no event is left
     */
    static RecordedEvents read(
            SourceConfig source,
            KafkaRange range,
            List<TensorSpec> inputs,
            ClassNames classes,
            FitProgressListener listener) {
        RecordedEvents events = new RecordedEvents(source, inputs, classes);
        try {
            range.read(
                    (record, done, total) -> {
                        events.add(record);
                        listener.progress("reading events", done, total);
                    });
            if (events.ids.isEmpty()) {
                throw new DataException(
                        "the range has no usable event; " + events.broken + " are broken");
            }
            return events;
        } catch (RuntimeException e) {
            events.close();
            throw e;
        }
    }

    private void add(SourceRecord record) {
        Event event;
        try {
            event = decoder.decode(record);
        } catch (DecodeException e) {
            broken++;
            return;
        }
        List<byte[]> values = new ArrayList<>();
        for (TensorSpec input : inputs) {
            Tensor tensor = event.input(input.name());
            byte[] bytes = new byte[tensor.byteLength()];
            tensor.copyTo(bytes, 0);
            values.add(bytes);
        }
        long label = event.label().orElse(-1);
        rows.add(values, label < 0 || label >= classes.size() ? -1 : (int) label);
        ids.add(event.id());
    }

    LabelledRows rows() {
        return rows;
    }

    List<String> ids() {
        return ids;
    }

    /** Records that the pipeline would make dead letters of. */
    long broken() {
        return broken;
    }

    @Override
    public void close() {
        rows.close();
    }
}
