package io.sluice.schemas.mapping;

import static io.sluice.schemas.mapping.Records.assertRefused;
import static io.sluice.schemas.mapping.Records.schema;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ConfluentFraming;
import io.sluice.schemas.DType;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.registry.FakeRegistry;
import io.sluice.schemas.registry.RegistryListener;
import io.sluice.schemas.registry.RegistryOptions;
import io.sluice.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records in the Confluent wire format, written by several versions of a schema. */
class RegistryDecodingTest {
    private static final Schema OLD =
            schema("{'type':'record','name':'R','fields':[{'name':'x','type':'int'}]}");
    private static final Schema NEW =
            schema(
                    "{'type':'record','name':'R','fields':[{'name':'new','type':'string'},"
                            + "{'name':'x','type':'int'}]}");
    private static final Schema UNFIT =
            schema("{'type':'record','name':'R','fields':[{'name':'y','type':'int'}]}");

    private FakeRegistry registry;
    private RecordDecoder decoder;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        SchemaRegistryClient client =
                new SchemaRegistryClient(RegistryOptions.of(registry.url()), RegistryListener.NONE);
        decoder =
                new AvroRecordDecoder(
                        List.of(new InputSpec("x", DType.INT8, new int[] {1})),
                        Mapping.builder().input("x", "x").build(),
                        SchemaSource.confluent(client));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private static SourceRecord record(int id, String text, int number) {
        AvroWriter out = new AvroWriter();
        ConfluentFraming.writePrefix(id, out);
        if (text != null) {
            out.writeString(text);
        }
        out.writeInt(number);
        return Records.of(out.toByteArray());
    }

    @Test
    void eachRecordIsReadWithItsWritersSchema() throws DecodeException {
        registry.put(1, OLD);
        registry.put(2, NEW);

        for (int round = 0; round < 3; round++) {
            assertThat(decoder.decode(record(1, null, 11)).input("x").array()).containsExactly(11);
            assertThat(decoder.decode(record(2, "t", 12)).input("x").array()).containsExactly(12);
        }

        assertThat(registry.requests()).isEqualTo(2);
    }

    @Test
    void recordsOfASchemaThatDoesNotFitAreRefused() throws DecodeException {
        registry.put(1, OLD);
        registry.put(3, UNFIT);

        assertRefused(
                decoder, record(3, null, 1), ReasonCode.MISSING_FIELD, "no field 'x' (nearest: y)");
        assertThat(decoder.decode(record(1, null, 5)).id()).isEqualTo("frames-3-42");
        assertRefused(decoder, record(3, null, 1), ReasonCode.MISSING_FIELD, "no field 'x'");
    }

    @Test
    void recordsOfAnUnknownSchemaAreRefused() {
        assertRefused(decoder, record(9, null, 1), ReasonCode.UNKNOWN_SCHEMA, "schema id 9");
        assertRefused(
                decoder, Records.of(new byte[] {1, 2}), ReasonCode.MALFORMED, "found 2 bytes");
    }
}
