package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.WireTypes.WireType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas, Java enums and SPEC.md say the same. */
class SpecificationTest {
    private static final Map<String, Schema> NAMED = new TreeMap<>();
    private static String specification;

    static Stream<WireType<?>> types() {
        return WireTypes.all();
    }

    @BeforeAll
    static void read() throws IOException {
        specification = Files.readString(Path.of("SPEC.md"));
        types().forEach(type -> collect(type.schema()));
    }

    private static void collect(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                NAMED.put(schema.getName(), schema);
                schema.getFields().forEach(field -> collect(field.schema()));
            }
            case ENUM -> NAMED.put(schema.getName(), schema);
            case ARRAY -> collect(schema.getElementType());
            case UNION -> schema.getTypes().forEach(SpecificationTest::collect);
            default -> {}
        }
    }

    @Test
    void everyFieldIsDocumentedAndInTheSpecification() {
        NAMED.values().stream()
                .filter(schema -> schema.getType() == Schema.Type.RECORD)
                .forEach(
                        record -> {
                            assertThat(specification).contains("### " + record.getName() + "\n");
                            for (Schema.Field field : record.getFields()) {
                                String where = record.getName() + "." + field.name();
                                assertThat(field.doc()).as(where).isNotBlank();
                                assertThat(specification).contains("| `" + field.name() + "` |");
                            }
                        });
    }

    @Test
    void everyReasonCodeIsInTheSpecification() {
        for (ReasonCode code : ReasonCode.values()) {
            assertThat(specification).contains("| `" + code + "` |");
        }
    }

    @Test
    void enumsHaveADefaultAndTheSymbolsOfJava() {
        assertSymbols("DType", DType.values(), true);
        assertSymbols("Resource", Resource.values(), true);
        assertSymbols("Provenance", Provenance.values(), false);
        assertSymbols("ReplyStatus", ExpertReply.Status.values(), false);
    }

    private static void assertSymbols(String name, Enum<?>[] constants, boolean unknownFirst) {
        List<String> expected = new ArrayList<>(unknownFirst ? List.of("UNKNOWN") : List.of());
        Arrays.stream(constants).map(Enum::name).forEach(expected::add);
        assertThat(NAMED.get(name).getEnumSymbols()).isEqualTo(expected);
        assertThat(NAMED.get(name).getEnumDefault()).isEqualTo("UNKNOWN");
        assertThat(specification).contains("### " + name + " (enum)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"topic", "partition", "offset", "timestamp", "stage", "reason", "message"})
    void deadLetterHeadersAreThoseOfTheSpecification(String name) {
        String header = DeadLetterHeaders.DEFAULT_PREFIX + "." + name;

        List<Header> headers =
                DeadLetterHeaders.of(GoldenValues.deadLetter(), DeadLetterHeaders.DEFAULT_PREFIX);

        assertThat(specification).contains("| `" + header + "` |");
        assertThat(headers).filteredOn(h -> h.key().equals(header)).hasSize(1);
    }

    @Test
    void aDeadLettersOwnHeadersComeFirstAndUnchanged() {
        DeadLetter letter = GoldenValues.deadLetter();

        List<Header> headers = DeadLetterHeaders.of(letter, "x");

        assertThat(headers.subList(0, 2)).isEqualTo(letter.headers());
        assertThat(headers.get(3))
                .isEqualTo(new Header("x.partition", "7".getBytes(StandardCharsets.UTF_8)));
    }
}
