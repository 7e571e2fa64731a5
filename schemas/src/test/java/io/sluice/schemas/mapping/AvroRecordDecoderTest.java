package io.sluice.schemas.mapping;

import static io.sluice.schemas.mapping.Records.assertRefused;
import static io.sluice.schemas.mapping.Records.avro;
import static io.sluice.schemas.mapping.Records.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.TimeField.Unit;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From the fields of Avro records to events: what each type becomes. */
class AvroRecordDecoderTest {
    private static final InputSpec X2 = new InputSpec("x", DType.FLOAT32, new int[] {2});

    /** A record with one field {@code f} of the given type. */
    private static Schema one(String type) {
        return schema("{'type':'record','name':'R','fields':[{'name':'f','type':" + type + "}]}");
    }

    private static GenericRecord of(Schema schema, Object value) {
        GenericRecord record = new GenericData.Record(schema);
        record.put(0, value);
        return record;
    }

    private static AvroRecordDecoder decoder(Schema schema, InputSpec spec, InputMapping input) {
        return new AvroRecordDecoder(
                List.of(spec), Mapping.builder().input(input).build(), SchemaSource.fixed(schema));
    }

    private static Tensor decodeOne(String type, Object value, InputSpec spec, InputMapping input)
            throws DecodeException {
        Schema schema = one(type);
        byte[] bytes = avro(schema, of(schema, value));
        return decoder(schema, spec, input).decode(Records.of(bytes)).input("x");
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of("{'type':'array','items':'float'}", List.of(1f, 2f)),
                Arguments.of("{'type':'array','items':'double'}", List.of(1d, 2d)),
                Arguments.of("{'type':'array','items':'int'}", List.of(1, 2)),
                Arguments.of("{'type':'array','items':'long'}", List.of(1L, 2L)),
                Arguments.of("{'type':'array','items':['null','float','int']}", List.of(1f, 2)),
                Arguments.of(
                        "{'type':'array','items':{'type':'array','items':'float'}}",
                        List.of(List.of(1f), List.of(2f))),
                Arguments.of("['null',{'type':'array','items':'float'}]", List.of(1f, 2f)));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void arraysOfNumbersBecomeTensors(String type, Object value) throws DecodeException {
        Tensor tensor = decodeOne(type, value, X2, InputMapping.of("x", "f"));

        assertThat(tensor).isEqualTo(Tensor.ofFloats(new int[] {2}, 1, 2));
    }

    @Test
    void arraysOfBooleansBecomeTensors() throws DecodeException {
        InputSpec spec = new InputSpec("x", DType.BOOL, new int[] {2});

        Tensor tensor =
                decodeOne(
                        "{'type':'array','items':'boolean'}",
                        List.of(true, false),
                        spec,
                        InputMapping.of("x", "f"));

        assertThat(tensor)
                .isEqualTo(Tensor.slice(DType.BOOL, new int[] {2}, new byte[] {1, 0}, 0, 2));
    }

    @Test
    void bytesAndArraysOfTheInputsTypeAreNotCopied() throws DecodeException {
        byte[] raw = Tensor.ofFloats(new int[] {2}, 1, 2).array();
        Schema bytes = one("'bytes'");
        Schema array = one("{'type':'array','items':'float'}");
        byte[] ofBytes = avro(bytes, of(bytes, ByteBuffer.wrap(raw)));
        byte[] ofArray = avro(array, of(array, List.of(1f, 2f)));
        InputMapping input = InputMapping.of("x", "f");

        Tensor fromBytes = decoder(bytes, X2, input).decode(Records.of(ofBytes)).input("x");
        Tensor fromArray = decoder(array, X2, input).decode(Records.of(ofArray)).input("x");

        assertThat(fromBytes.array()).isSameAs(ofBytes);
        assertThat(fromArray.array()).isSameAs(ofArray);
        assertThat(fromArray).isEqualTo(fromBytes);
    }

    @Test
    void anArrayInSeveralBlocksIsPutTogether() throws DecodeException {
        AvroWriter out = new AvroWriter();
        out.writeLong(1);
        out.writeFloat(1);
        out.writeLong(-1);
        out.writeLong(4);
        out.writeFloat(2);
        out.writeArrayEnd();
        Schema schema = one("{'type':'array','items':'float'}");

        Event event =
                decoder(schema, X2, InputMapping.of("x", "f"))
                        .decode(Records.of(out.toByteArray()));

        assertThat(event.input("x")).isEqualTo(Tensor.ofFloats(new int[] {2}, 1, 2));
    }

    @Test
    void fixedFieldsOfBytesAreScaledToFloats() throws DecodeException {
        Schema schema = one("{'type':'fixed','name':'F','size':2}");
        Object fixed =
                new GenericData.Fixed(schema.getField("f").schema(), new byte[] {0, (byte) 255});
        InputMapping input =
                InputMapping.of("x", "f").withSourceDtype(DType.UINT8).withScale(2 / 255.0, -1);

        Event event =
                decoder(schema, X2, input).decode(Records.of(avro(schema, of(schema, fixed))));

        assertThat(event.input("x")).isEqualTo(Tensor.ofFloats(new int[] {2}, -1, 1));
    }

    static Stream<Arguments> bytesOfAnotherType() {
        return Stream.of(
                Arguments.of(DType.INT8, new byte[] {-1, 2}, -1f, 2f),
                Arguments.of(DType.INT16, new byte[] {0, 1, -1, -1}, 256f, -1f),
                Arguments.of(DType.INT32, new byte[] {1, 0, 0, 0, -2, -1, -1, -1}, 1f, -2f),
                Arguments.of(
                        DType.FLOAT64,
                        new byte[] {0, 0, 0, 0, 0, 0, -16, 63, 0, 0, 0, 0, 0, 0, 0, 64},
                        1f,
                        2f));
    }

    @ParameterizedTest
    @MethodSource("bytesOfAnotherType")
    void bytesOfAnotherTypeAreConverted(DType source, byte[] raw, float first, float second)
            throws DecodeException {
        Tensor tensor =
                decodeOne(
                        "'bytes'",
                        ByteBuffer.wrap(raw),
                        X2,
                        InputMapping.of("x", "f").withSourceDtype(source));

        assertThat(tensor).isEqualTo(Tensor.ofFloats(new int[] {2}, first, second));
    }

    private static final Schema READING =
            schema(
                    """
                    {'type':'record','name':'Reading','fields':[
                     {'name':'skip1','type':{'type':'map','values':['null','string','long']}},
                     {'name':'meta','type':{'type':'record','name':'Meta','fields':[
                      {'name':'id','type':'string'},
                      {'name':'device','type':['null','string']},
                      {'name':'at','type':{'type':'long','logicalType':'timestamp-micros'}},
                      {'name':'ttl','type':['null','int'],'default':null}]}},
                     {'name':'skip2','type':{'type':'array','items':{'type':'fixed','name':'F','size':3}}},
                     {'name':'values','type':['null',{'type':'record','name':'Values','fields':[
                      {'name':'a','type':['int','double']},
                      {'name':'b','type':['null','float']}]}]},
                     {'name':'class','type':{'type':'enum','name':'C','symbols':['CAT','DOG']}},
                     {'name':'skip3','type':['null','boolean','Meta']}]}""");

    private static final Mapping READING_MAPPING =
            Mapping.builder()
                    .input(
                            InputMapping.of(
                                    "x",
                                    List.of(
                                            FieldSource.of("values.a"),
                                            FieldSource.of("values.b").withDefault(0.5))))
                    .id("meta.id")
                    .key("meta.device")
                    .eventTime(TimeField.fromSchema("meta.at"))
                    .label("class")
                    .deadline(DeadlineField.relative("meta.ttl", Unit.SECONDS))
                    .build();

    private static GenericRecord reading() {
        GenericRecord meta = new GenericData.Record(READING.getField("meta").schema());
        meta.put("id", "r1");
        meta.put("device", "d1");
        meta.put("at", 1_790_000_000_123_999L);
        meta.put("ttl", 2);
        Schema values = READING.getField("values").schema().getTypes().get(1);
        GenericRecord numbers = new GenericData.Record(values);
        numbers.put("a", 7);
        numbers.put("b", 8f);
        GenericRecord reading = new GenericData.Record(READING);
        reading.put("skip1", Map.of("k", "v", "n", 5L));
        reading.put("meta", meta);
        Schema fixed = READING.getField("skip2").schema().getElementType();
        reading.put("skip2", List.of(new GenericData.Fixed(fixed, new byte[3])));
        reading.put("values", numbers);
        reading.put("class", new GenericData.EnumSymbol(READING.getField("class").schema(), "DOG"));
        reading.put("skip3", meta);
        return reading;
    }

    private static AvroRecordDecoder readings() {
        return new AvroRecordDecoder(List.of(X2), READING_MAPPING, SchemaSource.fixed(READING));
    }

    @Test
    void everyPartOfAnEventComesFromItsField() throws DecodeException {
        Event event = readings().decode(Records.of(avro(READING, reading())));

        assertThat(event.id()).isEqualTo("r1");
        assertThat(event.key()).asString().isEqualTo("d1");
        assertThat(event.eventTimeMillis()).isEqualTo(1_790_000_000_123L);
        assertThat(event.input("x")).isEqualTo(Tensor.ofFloats(new int[] {2}, 7, 8));
        assertThat(event.label()).isEqualTo(OptionalLong.of(1));
        assertThat(event.deadlineMillis()).isEqualTo(OptionalLong.of(1_790_000_002_123L));
    }

    @Test
    void whatIsNotMappedComesFromTheKafkaRecord() throws DecodeException {
        Schema schema = one("{'type':'array','items':'float'}");
        byte[] bytes = avro(schema, of(schema, List.of(1f, 2f)));

        Event event = decoder(schema, X2, InputMapping.of("x", "f")).decode(Records.of(bytes));

        assertThat(event.id()).isEqualTo("frames-3-42");
        assertThat(event.key()).isSameAs(Records.KEY);
        assertThat(event.eventTimeMillis()).isEqualTo(1_000);
        assertThat(event.label()).isEmpty();
        assertThat(event.deadlineMillis()).isEmpty();
    }

    @Test
    void nullsTakeDefaultsOrLeaveOptionalPartsAbsent() throws DecodeException {
        GenericRecord reading = reading();
        ((GenericRecord) reading.get("meta")).put("ttl", null);
        ((GenericRecord) reading.get("values")).put("a", 2.5);
        ((GenericRecord) reading.get("values")).put("b", null);

        Event event = readings().decode(Records.of(avro(READING, reading)));

        assertThat(event.deadlineMillis()).isEmpty();
        assertThat(event.input("x")).isEqualTo(Tensor.ofFloats(new int[] {2}, 2.5f, 0.5f));
    }

    @Test
    void anInstanceForgetsTheRecordBefore() throws DecodeException {
        AvroRecordDecoder decoder = readings();
        decoder.decode(Records.of(avro(READING, reading())));
        GenericRecord reading = reading();
        reading.put("values", null);

        assertRefused(
                decoder,
                Records.of(avro(READING, reading)),
                ReasonCode.MISSING_FIELD,
                "'values.a' is absent or null");
    }

    @Test
    void truncatedAndDamagedRecordsAreRefusedAndNothingElse() {
        byte[] whole = avro(READING, reading());
        AvroRecordDecoder decoder = readings();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(
                    decoder,
                    Records.of(Arrays.copyOf(whole, length)),
                    ReasonCode.MALFORMED,
                    "at byte ");
        }
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            try {
                decoder.decode(Records.of(damaged));
            } catch (DecodeException expected) {
                assertThat(expected.reason()).as("seed %d", seed).isNotNull();
            }
        }
    }

    @Test
    void bytesAfterTheRecordAreMalformed() {
        byte[] whole = avro(READING, reading());

        assertRefused(
                readings(),
                Records.of(Arrays.copyOf(whole, whole.length + 2)),
                ReasonCode.MALFORMED,
                "expected the end, found 2 more bytes");
    }

    @Test
    void aRecordWithoutAValueIsEmpty() {
        assertRefused(
                readings(), Records.of(null), ReasonCode.EMPTY_VALUE, "found none at frames-3-42");
    }

    private void refuses(
            String type,
            Object value,
            InputSpec spec,
            InputMapping input,
            ReasonCode reason,
            String... parts) {
        Schema schema = one(type);
        assertRefused(
                decoder(schema, spec, input),
                Records.of(avro(schema, of(schema, value))),
                reason,
                parts);
    }

    @Test
    void wrongCountsAreWrongShapes() {
        InputMapping input = InputMapping.of("x", "f");
        String floats = "{'type':'array','items':'float'}";

        refuses(
                floats,
                List.of(1f, 2f, 3f),
                X2,
                input,
                ReasonCode.WRONG_SHAPE,
                "input 'x' FLOAT32[2]",
                "expected 2 elements, found 3");
        refuses(floats, List.of(), X2, input, ReasonCode.WRONG_SHAPE, "found 0");
        refuses(
                "'bytes'",
                ByteBuffer.wrap(new byte[7]),
                X2,
                input,
                ReasonCode.WRONG_SHAPE,
                "expected 8 bytes (2 of FLOAT32), found 7");
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedUnlessAllowed() throws DecodeException {
        String floats = "{'type':'array','items':'float'}";
        InputMapping input = InputMapping.of("x", "f");

        refuses(
                floats,
                List.of(1f, Float.NaN),
                X2,
                input,
                ReasonCode.NOT_FINITE,
                "found NaN at element 1");
        refuses(
                "{'type':'array','items':'double'}",
                List.of(1e300, 1d),
                X2,
                input,
                ReasonCode.NOT_FINITE,
                "found Infinity at element 0");
        assertThat(decodeOne(floats, List.of(1f, Float.NaN), X2, input.withNonFinite()).isFinite())
                .isFalse();
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                Arguments.of(DType.UINT8, 256L, "UINT8 (a whole number from 0 to 255), found 256"),
                Arguments.of(DType.UINT8, -1L, "found -1"),
                Arguments.of(DType.INT8, 128L, "from -128 to 127"),
                Arguments.of(DType.INT16, 40_000L, "INT16"),
                Arguments.of(DType.INT32, 1L << 31, "found 2147483648"),
                Arguments.of(DType.BOOL, 2L, "BOOL"));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void integersBeyondTheInputsTypeAreRefused(DType dtype, long value, String message) {
        refuses(
                "{'type':'array','items':'long'}",
                List.of(0L, value),
                new InputSpec("x", dtype, new int[] {2}),
                InputMapping.of("x", "f"),
                ReasonCode.WRONG_TYPE,
                "field 'f' for element 1",
                message);
    }

    @Test
    void aUnionsBranchThatCannotBeMappedRefusesTheRecord() {
        refuses(
                "['string',{'type':'array','items':'float'}]",
                "text",
                X2,
                InputMapping.of("x", "f"),
                ReasonCode.WRONG_TYPE,
                "field 'f' for input 'x'",
                "found type string");
    }

    @Test
    void aNullInAnArrayIsMissing() {
        refuses(
                "{'type':'array','items':['null','float']}",
                Arrays.asList(1f, null),
                X2,
                InputMapping.of("x", "f"),
                ReasonCode.MISSING_FIELD,
                "found null");
    }

    @Test
    void anEmptyIdIsMissing() {
        GenericRecord reading = reading();
        ((GenericRecord) reading.get("meta")).put("id", "");

        assertRefused(
                readings(),
                Records.of(avro(READING, reading)),
                ReasonCode.MISSING_FIELD,
                "'meta.id' for the event's id is empty");
    }

    @Test
    void oneFieldMayBeSeveralParts() throws DecodeException {
        Schema schema = one("'long'");
        InputSpec scalar = new InputSpec("x", DType.FLOAT32, new int[] {1});
        Mapping mapping =
                Mapping.builder()
                        .input("x", "f")
                        .id("f")
                        .key("f")
                        .label("f")
                        .eventTime(TimeField.of("f", Unit.SECONDS))
                        .build();

        Event event =
                new AvroRecordDecoder(List.of(scalar), mapping, SchemaSource.fixed(schema))
                        .decode(Records.of(avro(schema, of(schema, 5L))));

        assertThat(event.id()).isEqualTo("5");
        assertThat(event.key()).asString().isEqualTo("5");
        assertThat(event.label()).hasValue(5);
        assertThat(event.eventTimeMillis()).isEqualTo(5_000);
        assertThat(event.input("x").floatAt(0)).isEqualTo(5);
    }

    @Test
    void aRecordMayBeInTheSecondOfTwoRecordBranches() throws DecodeException {
        Schema schema =
                one(
                        "[{'type':'record','name':'A','fields':[{'name':'u','type':'int'}]},"
                                + "{'type':'record','name':'B','fields':[{'name':'v','type':'int'}]}]");
        Schema b = schema.getField("f").schema().getTypes().get(1);
        GenericRecord inner = new GenericData.Record(b);
        inner.put("v", 9);
        InputSpec scalar = new InputSpec("x", DType.INT32, new int[] {1});

        Event event =
                decoder(schema, scalar, InputMapping.of("x", "f.v"))
                        .decode(Records.of(avro(schema, of(schema, inner))));

        assertThat(event.input("x").elementCount()).isEqualTo(1);
        assertThatThrownBy(() -> decoder(schema, scalar, InputMapping.of("x", "f.w")))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("nearest: v");
    }
}
