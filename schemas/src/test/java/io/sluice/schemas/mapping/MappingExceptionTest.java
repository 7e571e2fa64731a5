package io.sluice.schemas.mapping;

import static io.sluice.schemas.mapping.Records.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.schemas.DType;
import io.sluice.schemas.mapping.TimeField.Unit;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Mappings that cannot work are refused before the first record, with all that is wrong. */
class MappingExceptionTest {
    private static final InputSpec IMAGE = new InputSpec("image", DType.FLOAT32, new int[] {2, 2});
    private static final InputSpec MASK = new InputSpec("mask", DType.UINT8, new int[] {1});

    private static final Schema SCHEMA =
            schema(
                    """
                    {'type':'record','name':'Frame','fields':[
                     {'name':'frame_id','type':'string'},
                     {'name':'time','type':'long'},
                     {'name':'pixels','type':{'type':'array','items':'float'}},
                     {'name':'price','type':{'type':'bytes','logicalType':'decimal','precision':4}},
                     {'name':'meta','type':{'type':'record','name':'Meta','fields':[
                      {'name':'count','type':'double'},{'name':'tags','type':{'type':'map','values':'int'}}]}}]}""");

    private static List<String> problems(List<InputSpec> inputs, Mapping mapping) {
        return catchThrowableOfType(
                        MappingException.class,
                        () -> new AvroRecordDecoder(inputs, mapping, SchemaSource.fixed(SCHEMA)))
                .problems();
    }

    @Test
    void listsEveryPathThatTheSchemaLacksOrCannotGive() {
        Mapping mapping =
                Mapping.builder()
                        .input("image", "pixel")
                        .input("mask", "meta.count")
                        .id("frameid")
                        .label("meta.tags.a")
                        .build();

        assertThat(problems(List.of(IMAGE, MASK), mapping))
                .containsExactlyInAnyOrder(
                        "there is no field 'pixel' (nearest: pixels, time, price)",
                        "there is no field 'frameid' (nearest: frame_id, time, price)",
                        "field 'meta.count' for input 'mask' UINT8[1]: expected an integer or a boolean"
                                + " or bytes or an array of numbers, but the schema says type double",
                        "field 'meta.tags' is type map, expected a record");
    }

    @Test
    void saysWhatToDoAboutTypesThatNearlyFit() {
        Mapping mapping =
                Mapping.builder()
                        .input("mask", "price")
                        .key("meta")
                        .eventTime(TimeField.fromSchema("time"))
                        .build();

        assertThat(problems(List.of(MASK), mapping))
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .contains("'meta'", "name one of its fields: count, tags"))
                .anySatisfy(text -> assertThat(text).contains("'time'", "say its unit"))
                .anySatisfy(text -> assertThat(text).contains("'price'", "type bytes"))
                .hasSize(3);
    }

    @Test
    void inputsAreMappedExactlyOnceAndAsTheyCanBe() {
        Mapping mapping =
                Mapping.builder()
                        .input(
                                InputMapping.of(
                                        "image", List.of(FieldSource.of("a"), FieldSource.of("b"))))
                        .input(InputMapping.of("mask", "c").withScale(2, 0))
                        .input("imag", "d")
                        .build();
        InputSpec unmapped = new InputSpec("extra", DType.INT8, new int[] {});

        assertThat(problems(List.of(IMAGE, MASK, unmapped), mapping))
                .containsExactly(
                        "input 'image' FLOAT32[2, 2] has 4 elements, but 2 scalar fields are mapped to it",
                        "input 'mask' UINT8[1] is scaled, which only floating-point inputs can be",
                        "input 'extra' INT8[] is mapped 0 times, expected once",
                        "the model has no input 'imag' (nearest: image, mask, extra)");
    }

    @Test
    void aPathIsEitherAFieldOrARecord() {
        Mapping mapping = Mapping.builder().input("mask", "meta.count").key("meta").build();

        assertThat(problems(List.of(MASK), mapping))
                .containsExactly("'meta' is mapped as a field, and as a record by 'meta.count'");
    }

    @Test
    void aFieldWithADefaultMayBeAbsentFromTheSchema() throws DecodeException {
        Mapping mapping =
                Mapping.builder()
                        .input(
                                InputMapping.of(
                                        "mask", List.of(FieldSource.of("gone").withDefault(7))))
                        .build();
        Schema schema = schema("{'type':'record','name':'E','fields':[]}");

        RecordDecoder decoder =
                new AvroRecordDecoder(List.of(MASK), mapping, SchemaSource.fixed(schema));

        assertThat(decoder.decode(Records.of(new byte[0])).input("mask").array())
                .containsExactly(7);
    }

    @Test
    void badPathsUnitsAndScalesAreRefusedWhereTheyAreSaid() {
        assertThatThrownBy(() -> FieldSource.of("a..b")).hasMessageContaining("'a..b'");
        assertThatThrownBy(() -> DeadlineField.relative("ttl", Unit.FROM_SCHEMA))
                .hasMessageContaining("'ttl' needs a unit");
        assertThatThrownBy(() -> InputMapping.of("x", "f").withScale(0, 1))
                .hasMessageContaining("0.0 and 1.0");
        assertThatThrownBy(() -> new InputSpec("x", DType.INT8, new int[] {0}))
                .hasMessageContaining("'x' [0]");
    }
}
