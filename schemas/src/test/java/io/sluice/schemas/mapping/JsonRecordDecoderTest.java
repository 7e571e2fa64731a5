package io.sluice.schemas.mapping;

import static io.sluice.schemas.mapping.Records.assertRefused;
import static io.sluice.schemas.mapping.Records.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.TimeField.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From the fields of JSON records to events. */
class JsonRecordDecoderTest {
    private static final InputSpec X4 = new InputSpec("x", DType.FLOAT32, new int[] {2, 2});

    private static JsonRecordDecoder decoder(InputSpec spec, InputMapping input) {
        return new JsonRecordDecoder(List.of(spec), Mapping.builder().input(input).build());
    }

    private static JsonRecordDecoder x4() {
        return decoder(X4, InputMapping.of("x", "f"));
    }

    static Stream<String> arrays() {
        return Stream.of(
                "{'f':[1,2.5,-3e0,true]}",
                "{'f':[[1,2.5],[-3.0,1]]}",
                "{'skip':{'f':[9]},'f':[1.0,2.5,-3,1],'z':[[{}]]}",
                "{'f':[0,0],'f':[1,2.5,-3,1]}",
                "{'f':'AACAPwAAIEAAAEDAAACAPw=='}");
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void arraysAndBase64BecomeTensors(String value) throws DecodeException {
        assertThat(x4().decode(json(value)).input("x"))
                .isEqualTo(Tensor.ofFloats(new int[] {2, 2}, 1, 2.5f, -3, 1));
    }

    @Test
    void floatsAreReadToTheNearest() throws DecodeException {
        Random random = new Random(5);
        JsonRecordDecoder decoder = x4();
        for (int round = 0; round < 2_000; round++) {
            float[] values = new float[4];
            for (int i = 0; i < 4; i++) {
                do {
                    values[i] = Float.intBitsToFloat(random.nextInt());
                } while (!Float.isFinite(values[i]));
            }

            Event event = decoder.decode(json("{'f':" + Arrays.toString(values) + "}"));

            assertThat(event.input("x").toFloats()).as("seed 5").containsExactly(values);
        }
    }

    @Test
    void everyPartOfAnEventComesFromItsField() throws DecodeException {
        Mapping mapping =
                Mapping.builder()
                        .input(
                                InputMapping.of(
                                        "x",
                                        List.of(
                                                FieldSource.of("v.a"),
                                                FieldSource.of("v.b").withDefault(4),
                                                FieldSource.of("v.c"),
                                                FieldSource.of("d"))))
                        .id("meta.id")
                        .key("meta.id")
                        .eventTime(TimeField.fromSchema("meta.at"))
                        .label("y")
                        .deadline(DeadlineField.absolute(TimeField.of("until", Unit.SECONDS)))
                        .build();

        Event event =
                new JsonRecordDecoder(List.of(X4), mapping)
                        .decode(
                                json(
                                        "{'d':true,'until':1.5,'v':{'c':3,'b':null,'a':1e0},'y':2,"
                                                + "'meta':{'at':'1970-01-01T00:00:01Z','id':17}}"));

        assertThat(event.id()).isEqualTo("17");
        assertThat(event.key()).asString().isEqualTo("17");
        assertThat(event.eventTimeMillis()).isEqualTo(1_000);
        assertThat(event.label()).hasValue(2);
        assertThat(event.deadlineMillis()).hasValue(1_500);
        assertThat(event.input("x")).isEqualTo(Tensor.ofFloats(new int[] {2, 2}, 1, 4, 3, 1));
    }

    @Test
    void wholeFractionsBecomeIntegers() throws DecodeException {
        InputSpec spec = new InputSpec("x", DType.INT64, new int[] {1});
        JsonRecordDecoder decoder = decoder(spec, InputMapping.of("x", "f"));

        assertThat(decoder.decode(json("{'f':3.0}")).input("x").array()).startsWith(3);
        assertRefused(
                decoder, json("{'f':3.5}"), ReasonCode.WRONG_TYPE, "a whole number", "found 3.5");
        assertRefused(
                decoder,
                json("{'f':123456789012345678901}"),
                ReasonCode.WRONG_TYPE,
                "found 1.2345678901234568E20");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", ReasonCode.MALFORMED, "found the end"),
                Arguments.of("[1]", ReasonCode.MALFORMED, "expected a JSON object, found an array"),
                Arguments.of("{'f':[1,2,3,4]} 5", ReasonCode.MALFORMED, "found a number"),
                Arguments.of("{'f':[1,2,3,4]", ReasonCode.MALFORMED, "at byte "),
                Arguments.of("{'f':[1,2,3,NaN]}", ReasonCode.MALFORMED, "at byte "),
                Arguments.of("{}", ReasonCode.MISSING_FIELD, "'f' is absent or null"),
                Arguments.of("{'f':null}", ReasonCode.MISSING_FIELD, "'f' is absent or null"),
                Arguments.of("{'f':[1,2,null,4]}", ReasonCode.MISSING_FIELD, "found null"),
                Arguments.of(
                        "{'f':[1,2,3]}", ReasonCode.WRONG_SHAPE, "expected 4 elements, found 3"),
                Arguments.of("{'f':7}", ReasonCode.WRONG_SHAPE, "expected 4 elements, found 1"),
                Arguments.of("{'f':'AAAA'}", ReasonCode.WRONG_SHAPE, "expected 16 bytes"),
                Arguments.of("{'f':'???'}", ReasonCode.WRONG_TYPE, "no base64"),
                Arguments.of("{'f':{'g':1}}", ReasonCode.WRONG_TYPE, "found an object"),
                Arguments.of("{'f':[1,2,3,'4']}", ReasonCode.WRONG_TYPE, "found the string '4'"),
                Arguments.of(
                        "{'f':[1,2,3,1e99]}",
                        ReasonCode.NOT_FINITE,
                        "found Infinity at element 3"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWithReasonValueAndExpectation(String value, ReasonCode reason, String message) {
        assertRefused(x4(), json(value), reason, message);
    }

    @Test
    void anObjectIsExpectedWhereAPathGoesOn() {
        JsonRecordDecoder decoder = decoder(X4, InputMapping.of("x", "a.b"));

        assertRefused(
                decoder,
                json("{'a':3}"),
                ReasonCode.WRONG_TYPE,
                "'a': expected an object, found a number");
        assertRefused(decoder, json("{'a':null}"), ReasonCode.MISSING_FIELD, "'a.b'");
        assertRefused(decoder, Records.of(null), ReasonCode.EMPTY_VALUE, "frames-3-42");
    }

    @Test
    void aTimeWithoutAUnitIsRefused() {
        Mapping mapping = Mapping.builder().eventTime(TimeField.fromSchema("t")).build();

        assertRefused(
                new JsonRecordDecoder(List.of(), mapping),
                json("{'t':5}"),
                ReasonCode.WRONG_TYPE,
                "the number 5, whose unit nothing says");
    }

    @Test
    void damagedRecordsAreRefusedAndNothingElse() {
        byte[] whole = json("{'a':{'b':'c\\u00e4'},'f':[1.25,2e3,-3,4]}").value();
        JsonRecordDecoder decoder = x4();
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = Arrays.copyOf(whole, whole.length - random.nextInt(3));
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                decoder.decode(Records.of(damaged));
            } catch (DecodeException expected) {
                assertThat(expected.reason()).as("seed %d", seed).isNotNull();
            }
        }
    }

    @Test
    void oneArrayCannotBeTwoInputs() {
        InputSpec other = new InputSpec("y", DType.FLOAT64, new int[] {4});
        Mapping mapping = Mapping.builder().input("x", "f").input("y", "f").build();

        assertThatThrownBy(() -> new JsonRecordDecoder(List.of(X4, other), mapping))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("'f' is mapped to more than one whole input");
    }
}
