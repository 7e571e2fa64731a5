package io.sluice.proof.text;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** An Avro container of tokenised texts, with the schema of the events that a stream brings. */
final class TokenFile implements Closeable {
    /** What a schema must have; the form of each is in the example's {@code question.avsc}. */
    static final List<String> FIELDS =
            List.of("text_id", "asked_at", "token_ids", "attention_mask", "label");

    /** Any time will do for texts that have none; the same for each run. */
    private static final long FIRST_MILLIS = 1_790_000_000_000L;

    private final Schema schema;
    private final DataFileWriter<GenericRecord> writer;
    private long written;

    /**
     * Makes the file.
     *
     * @throws IllegalArgumentException when the schema lacks a field
     */
    TokenFile(Path file, Schema schema) throws IOException {
        for (String field : FIELDS) {
            if (schema.getType() != Schema.Type.RECORD || schema.getField(field) == null) {
                throw new IllegalArgumentException(
                        "the schema "
                                + schema.getName()
                                + " has no field '"
                                + field
                                + "'; expected a record with "
                                + FIELDS);
            }
        }
        this.schema = schema;
        writer = new DataFileWriter<>(new GenericDatumWriter<>(schema));
        writer.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
        writer.create(schema, file.toFile());
    }

    void add(TextTokenizer.Row row, int label) throws IOException {
        ByteBuffer ids =
                ByteBuffer.allocate(row.ids().length * Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer mask = ByteBuffer.allocate(row.ids().length);
        for (int i = 0; i < row.ids().length; i++) {
            ids.putInt(row.ids()[i]);
            mask.put((byte) (i < row.tokens() ? 1 : 0));
        }
        GenericRecord record = new GenericData.Record(schema);
        record.put("text_id", "text-" + written);
        record.put("asked_at", FIRST_MILLIS + written);
        record.put("token_ids", ids.flip());
        record.put("attention_mask", mask.flip());
        record.put("label", label);
        writer.append(record);
        written++;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
