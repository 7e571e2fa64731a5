package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/** Data that an older or a later version wrote. */
class SchemaResolutionTest {
    @Test
    void fieldsThatALaterVersionAddedAreIgnored() throws Exception {
        Schema later =
                edited(
                        EventCodec.schema(),
                        "\"name\":\"label\"",
                        "\"name\":\"site\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"label\"");
        GenericRecord datum =
                rewritten(EventCodec.encode(GoldenValues.event()), EventCodec.schema(), later);
        datum.put("site", "north");

        Event event = EventCodec.decode(GoldenBytesTest.avroBytes(later, datum), later);

        assertThat(event).isEqualTo(GoldenValues.event());
    }

    @Test
    void fieldsThatAnEarlierVersionLackedHaveTheirDefaults() throws Exception {
        Schema earlier =
                new Schema.Parser()
                        .parse(
                                """
                                {"type":"record","name":"ControlEnvelope","namespace":"io.sluice.v1","fields":[
                                 {"name":"kind","type":"string"},{"name":"scope","type":"string"},
                                 {"name":"epoch","type":"long"},{"name":"effectiveFromMillis","type":"long"},
                                 {"name":"payload","type":"bytes"}]}""");
        AvroWriter out = new AvroWriter();
        out.writeString("PRICES");
        out.writeString("job");
        out.writeLong(7);
        out.writeLong(8);
        out.writeBytes(new byte[] {1});

        ControlEnvelope read = ControlEnvelopeCodec.decode(out.toByteArray(), earlier);

        assertThat(read)
                .isEqualTo(new ControlEnvelope("PRICES", "job", 7, 8, new byte[] {1}, "", null));
    }

    @Test
    void pricesOfALaterVersionsResourcesAreLeftOut() throws Exception {
        Schema later = edited(PredictionCodec.schema(), "\"BYTES\"", "\"BYTES\",\"CREDITS\"");
        GenericRecord datum =
                rewritten(
                        PredictionCodec.encode(GoldenValues.prediction()),
                        PredictionCodec.schema(),
                        later);
        GenericRecord decision = (GenericRecord) datum.get("decision");
        GenericRecord price = (GenericRecord) ((List<?>) decision.get("prices")).get(0);
        price.put("resource", symbol(price.getSchema().getField("resource").schema(), "CREDITS"));

        Prediction read = PredictionCodec.decode(GoldenBytesTest.avroBytes(later, datum), later);

        assertThat(read.decision().prices())
                .containsExactly(new Price(Resource.BYTES, "device/17", 0));
    }

    @Test
    void aLaterVersionsProvenanceIsNoEnergyFigure() throws Exception {
        Schema later = edited(PredictionCodec.schema(), "\"MEASURED\"", "\"MEASURED\",\"METERED\"");
        GenericRecord datum =
                rewritten(
                        PredictionCodec.encode(GoldenValues.prediction()),
                        PredictionCodec.schema(),
                        later);
        GenericRecord actual =
                (GenericRecord) ((GenericRecord) datum.get("decision")).get("actual");
        actual.put("energy", symbol(actual.getSchema().getField("energy").schema(), "METERED"));

        Prediction read = PredictionCodec.decode(GoldenBytesTest.avroBytes(later, datum), later);

        assertThat(read.decision().actual())
                .isEqualTo(new Cost(9_408, 0.000075, Double.NaN, 128, Provenance.UNKNOWN));
    }

    @Test
    void aTensorOfALaterVersionsTypeIsRefused() throws Exception {
        Schema later = edited(EventCodec.schema(), "\"BOOL\"", "\"BOOL\",\"FLOAT16\"");
        GenericRecord datum =
                rewritten(EventCodec.encode(GoldenValues.event()), EventCodec.schema(), later);
        GenericRecord input = (GenericRecord) ((List<?>) datum.get("inputs")).get(0);
        GenericRecord tensor = (GenericRecord) input.get("tensor");
        tensor.put("dtype", symbol(tensor.getSchema().getField("dtype").schema(), "FLOAT16"));
        byte[] bytes = GoldenBytesTest.avroBytes(later, datum);

        assertThatThrownBy(() -> EventCodec.decode(bytes, later))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("expected a dtype that this version knows");
    }

    @Test
    void anUnrelatedSchemaIsRefused() {
        Schema unrelated = Schema.create(Schema.Type.STRING);

        assertThatThrownBy(() -> EventCodec.decode(new byte[] {0}, unrelated))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("io.sluice.v1.Event");
    }

    @Test
    void damagedDataOfAnotherVersionIsMalformed() throws Exception {
        Schema later =
                edited(
                        EventCodec.schema(),
                        "\"name\":\"label\"",
                        "\"name\":\"site\",\"type\":\"bytes\",\"default\":\"\"},{\"name\":\"label\"");
        byte[] bytes =
                GoldenBytesTest.avroBytes(
                        later,
                        rewritten(
                                EventCodec.encode(GoldenValues.event()),
                                EventCodec.schema(),
                                later));
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = Arrays.copyOf(bytes, bytes.length);
            damaged[at] = (byte) 0xff;
            try {
                EventCodec.decode(damaged, later);
            } catch (MalformedException expected) {
                assertThat(expected).hasMessageStartingWith("at byte ");
            }
        }
    }

    /** Our schema with one piece of its JSON replaced. */
    private static Schema edited(Schema schema, String old, String replacement) {
        String json = schema.toString();
        assertThat(json).contains(old);
        return new Schema.Parser().parse(json.replace(old, replacement));
    }

    private static GenericRecord rewritten(byte[] bytes, Schema writer, Schema reader)
            throws Exception {
        return new GenericDatumReader<GenericRecord>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    private static GenericData.EnumSymbol symbol(Schema schema, String symbol) {
        return new GenericData.EnumSymbol(schema, symbol);
    }
}
