package io.sluice.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * What the codecs of all record types share: the schema, whole-array encoding and decoding, and the
 * resolution of data that another version of the schema wrote.
 *
 * <p>Data of another version is first turned into data of this one by Avro's own resolution, and
 * then read as usual: slow, but there is one reader per type only.
 */
final class WireFormat<T> {
    /** Reads one record. */
    interface Read<T> {
        T read(AvroReader in) throws MalformedException;
    }

    /** Writes one record. */
    interface Write<T> {
        void write(T value, AvroWriter out);
    }

    private static final int MAX_CACHED_SCHEMAS = 256;

    private final Schema schema;
    private final long fingerprint;
    private final Read<T> read;
    private final Write<T> write;

    /**
     * By writer schema; empty for those that differ from ours in no way that shows in the bytes.
     */
    private final Map<Schema, Optional<Resolution>> resolutions = new ConcurrentHashMap<>();

    WireFormat(String name, Read<T> read, Write<T> write) {
        this.schema = load(name);
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        this.read = read;
        this.write = write;
    }

    Schema schema() {
        return schema;
    }

    byte[] encode(T value, int sizeHint) {
        AvroWriter out = new AvroWriter(sizeHint);
        write.write(value, out);
        return out.toByteArray();
    }

    T decode(byte[] bytes) throws MalformedException {
        return readAll(new AvroReader(bytes));
    }

    T decode(AvroReader in, Schema writer) throws MalformedException {
        Optional<Resolution> resolution = resolutions.get(writer);
        if (resolution == null) {
            if (resolutions.size() >= MAX_CACHED_SCHEMAS) {
                resolutions.clear();
            }
            resolution = resolutions.computeIfAbsent(writer, this::resolution);
        }
        return resolution.isEmpty() ? readAll(in) : decode(resolution.get().apply(in));
    }

    private T readAll(AvroReader in) throws MalformedException {
        T value = read.read(in);
        in.requireEnd();
        return value;
    }

    private Optional<Resolution> resolution(Schema writer) {
        boolean same = SchemaNormalization.parsingFingerprint64(writer) == fingerprint;
        return same ? Optional.empty() : Optional.of(new Resolution(writer, schema));
    }

    private static Schema load(String name) {
        String resource = "avro/" + name + ".avsc";
        try (InputStream in = WireFormat.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + resource);
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    /** Turns data of a writer's schema into data of ours. */
    private record Resolution(Schema writer, Schema reader, AvroSkipper check) {
        Resolution(Schema writer, Schema reader) {
            this(writer, reader, AvroSkipper.of(writer));
        }

        byte[] apply(AvroReader in) throws MalformedException {
            // Avro's decoders trust lengths; nothing reaches them that was not walked before.
            int start = in.position();
            check.skip(in);
            in.requireEnd();
            try {
                return transcode(Arrays.copyOfRange(in.array(), start, in.position()));
            } catch (IOException | AvroRuntimeException e) {
                throw new MalformedException(
                        0,
                        "expected data that reads as "
                                + reader.getFullName()
                                + " of this version: "
                                + e.getMessage());
            }
        }

        private byte[] transcode(byte[] bytes) throws IOException {
            GenericRecord datum =
                    new GenericDatumReader<GenericRecord>(writer, reader)
                            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(reader).write(datum, encoder);
            encoder.flush();
            return out.toByteArray();
        }
    }
}
