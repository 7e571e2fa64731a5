package io.sluice.fitting.data;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.mapping.AvroRecordDecoder;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.InputSpec;
import io.sluice.schemas.mapping.Mapping;
import io.sluice.schemas.mapping.SchemaSource;
import io.sluice.schemas.mapping.SourceRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Reads an Avro container file through the mapping of a pipeline, by the decoder that the pipeline
 * itself uses. The schema is the file's own.
 */
public final class AvroRows {
    private AvroRows() {}

    /**
     * Reads the file.
     *
     * @param mapping the pipeline's {@code source.mapping}; it names the label
     * @throws io.sluice.schemas.mapping.MappingException when the mapping does not fit the file's
     *     schema or the model's inputs, listing all that is wrong
     * @throws DataException when the mapping names no label, or a record cannot be decoded or has
     *     no label or one that is no class; with the record's number
     * @throws UncheckedIOException when the file cannot be read
     */
    public static LabelledRows read(
            Path file, Mapping mapping, List<TensorSpec> inputs, ClassNames classes) {
        if (mapping.label() == null) {
            throw new DataException(
                    file + ": the pipeline's mapping names no label; expected mapping.label");
        }
        StoredRows rows = new StoredRows(inputs);
        try (DataFileReader<GenericRecord> in =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            AvroRecordDecoder decoder =
                    new AvroRecordDecoder(
                            specs(inputs), mapping, SchemaSource.fixed(in.getSchema()));
            GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(in.getSchema());
            BinaryEncoder encoder = null;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (long number = 0; in.hasNext(); number++) {
                // A container does not say where a record ends, so its bytes are written anew.
                bytes.reset();
                encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
                writer.write(in.next(), encoder);
                encoder.flush();
                add(rows, decoder, classes, file, number, bytes.toByteArray());
            }
            return rows;
        } catch (IOException | AvroRuntimeException e) {
            rows.close();
            throw new UncheckedIOException(
                    "cannot read the Avro container " + file,
                    e instanceof IOException io ? io : new IOException(e));
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private static void add(
            StoredRows rows,
            AvroRecordDecoder decoder,
            ClassNames classes,
            Path file,
            long number,
            byte[] value) {
        String where = file + ", record " + number;
        String name = file.getFileName().toString();
        try {
            SourceRecord record = new SourceRecord(name, 0, number, 0, null, value, List.of());
            rows.add(decoder.decodePartial(record), classes, where);
        } catch (DecodeException e) {
            throw new DataException(where + ": " + e.getMessage(), e);
        }
    }

    /** The model's inputs as decoders know them. */
    public static List<InputSpec> specs(List<TensorSpec> inputs) {
        return inputs.stream()
                .map(input -> new InputSpec(input.name(), input.dtype(), input.shape()))
                .toList();
    }
}
