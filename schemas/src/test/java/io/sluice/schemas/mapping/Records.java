package io.sluice.schemas.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.schemas.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Source records and what refusing them must say. */
final class Records {
    static final byte[] KEY = "kafka-key".getBytes(StandardCharsets.UTF_8);

    private Records() {}

    static SourceRecord of(byte[] value) {
        return new SourceRecord("frames", 3, 42, 1_000, KEY, value, List.of());
    }

    static SourceRecord json(String value) {
        return of(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static Schema schema(String json) {
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }

    static byte[] avro(Schema schema, Object datum) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    static void assertRefused(
            RecordDecoder decoder, SourceRecord record, ReasonCode reason, String... parts) {
        DecodeException refused =
                catchThrowableOfType(DecodeException.class, () -> decoder.decode(record));

        assertThat(refused).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
        assertThat(refused.getMessage()).contains(parts);
    }
}
