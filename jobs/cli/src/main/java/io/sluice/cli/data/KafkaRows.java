package io.sluice.cli.data;

import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.DataException;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.data.StoredRows;
import io.sluice.jobs.KafkaPosition;
import io.sluice.jobs.KafkaRange;
import io.sluice.jobs.PipelineDecoders;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.RecordDecoder;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.List;
import java.util.Map;

/** Reads a range of a topic as the pipeline would: its cluster, its decoder, its mapping. */
final class KafkaRows {
    private final RecordDecoder decoder;
    private final ClassNames classes;
    private final boolean skipUnlabelled;
    private final StoredRows rows;
    private long skipped;

    private KafkaRows(
            RecordDecoder decoder, ClassNames classes, boolean skipUnlabelled, StoredRows rows) {
        this.decoder = decoder;
        this.classes = classes;
        this.skipUnlabelled = skipUnlabelled;
        this.rows = rows;
    }

    /**
     * Reads the range.
     *
     * @param skipUnlabelled whether records that are broken or have no label are passed over
     * @throws DataException naming the record that cannot be used
     * @throws io.sluice.jobs.KafkaUnreachableException when the cluster does not answer
     */
    static LabelledRows read(
            SourceConfig source,
            String topic,
            KafkaPosition from,
            KafkaPosition to,
            boolean skipUnlabelled,
            List<TensorSpec> inputs,
            ClassNames classes,
            FitProgressListener listener) {
        StoredRows rows = new StoredRows(inputs);
        try {
            RecordDecoder decoder = PipelineDecoders.of(source, inputs).open(Map.of());
            KafkaRows reader = new KafkaRows(decoder, classes, skipUnlabelled, rows);
            new KafkaRange(source.bootstrapServers(), source.properties(), topic, from, to)
                    .read(
                            (record, done, total) -> {
                                reader.add(record);
                                listener.progress("reading " + topic, done, total);
                            });
            if (rows.size() == 0) {
                throw new DataException(
                        topic
                                + ": the range has no record with a label"
                                + (reader.skipped == 0
                                        ? ""
                                        : "; " + reader.skipped + " were passed over"));
            }
            return rows;
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private void add(SourceRecord record) {
        String where = record.topic() + "-" + record.partition() + ", offset " + record.offset();
        try {
            PartialEvent partial = decoder.decodePartial(record);
            boolean whole = partial.faults().isEmpty() && partial.event().label().isPresent();
            if (skipUnlabelled && !whole) {
                skipped++;
            } else {
                rows.add(partial, classes, where);
            }
        } catch (DecodeException e) {
            if (!skipUnlabelled) {
                throw new DataException(
                        where + ": " + e.getMessage() + "; --skip-unlabelled passes over it", e);
            }
            skipped++;
        }
    }
}
