package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.WireTypes.WireType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes of every released version stay readable, and those of this version stay the same.
 *
 * <p>{@code -Dsluice.golden.write=true} writes the folder of {@link #CURRENT} instead; do so once,
 * for a new version, and never for a released one.
 */
class GoldenBytesTest {
    private static final Path ROOT = Path.of("src/test/resources/golden");
    private static final String CURRENT = "v5";

    static Stream<WireType<?>> types() {
        return WireTypes.all();
    }

    static Stream<Arguments> typesOfEveryVersion() throws IOException {
        List<String> versions;
        try (Stream<Path> folders = Files.list(ROOT)) {
            versions = folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        }
        return versions.stream()
                .flatMap(
                        version ->
                                types().filter(type -> Files.exists(schema(version, type)))
                                        .map(type -> Arguments.of(version, type)));
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void encodesTheGoldenBytes(WireType<T> type) throws IOException {
        byte[] bytes = type.encode().apply(type.golden());
        if (Boolean.getBoolean("sluice.golden.write")) {
            Files.createDirectories(ROOT.resolve(CURRENT));
            Files.write(bytes(CURRENT, type), bytes);
            Files.copy(
                    Path.of("src/main/avro", type.name() + ".avsc"),
                    schema(CURRENT, type),
                    StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(bytes).isEqualTo(Files.readAllBytes(bytes(CURRENT, type)));
    }

    @ParameterizedTest
    @MethodSource("typesOfEveryVersion")
    <T> void decodesTheGoldenBytesOfEveryVersion(String version, WireType<T> type)
            throws Exception {
        byte[] bytes = Files.readAllBytes(bytes(version, type));

        assertThat(type.decodeFrom().decode(bytes, parse(version, type)))
                .isEqualTo(expected(version, type));
    }

    /** What the golden bytes of a version say; fields that it lacked have their defaults. */
    private static Object expected(String version, WireType<?> type) {
        if (!type.name().equals("Prediction")) {
            return type.golden();
        }
        return switch (version) {
            case "v1" -> GoldenValues.predictionOfVersion1();
            case "v2" -> GoldenValues.predictionOfVersion2();
            case "v3" -> GoldenValues.predictionOfVersion3();
            default -> type.golden();
        };
    }

    @ParameterizedTest
    @MethodSource("typesOfEveryVersion")
    void readsTheSchemaOfEveryVersion(String version, WireType<?> type) throws IOException {
        var compatibility =
                SchemaCompatibility.checkReaderWriterCompatibility(
                        type.schema(), parse(version, type));

        assertThat(compatibility.getType())
                .as(compatibility.getDescription())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @MethodSource("types")
    void theSchemaOfTheCurrentVersionIsTheGoldenOne(WireType<?> type) throws IOException {
        assertThat(type.schema()).isEqualTo(parse(CURRENT, type));
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void avroItselfReadsAndWritesTheSameBytes(WireType<T> type) throws IOException {
        byte[] bytes = type.encode().apply(type.golden());

        Object datum =
                new GenericDatumReader<>(type.schema())
                        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));

        assertThat(avroBytes(type.schema(), datum)).isEqualTo(bytes);
    }

    @Test
    void tensorsAreTheSameInAllRecords() {
        Schema inEvent =
                EventCodec.schema()
                        .getField("inputs")
                        .schema()
                        .getElementType()
                        .getField("tensor")
                        .schema();
        Schema prediction = PredictionCodec.schema();

        assertThat(prediction.getField("probabilities").schema().getTypes().get(1))
                .isEqualTo(inEvent);
        assertThat(prediction.getField("inputs").schema())
                .isEqualTo(EventCodec.schema().getField("inputs").schema());
        assertThat(ExpertRequestCodec.schema().getField("inputs").schema())
                .isEqualTo(EventCodec.schema().getField("inputs").schema());
        assertThat(ExpertReplyCodec.schema().getField("logits").schema().getTypes().get(1))
                .isEqualTo(inEvent);
    }

    private static Path bytes(String version, WireType<?> type) {
        return ROOT.resolve(version).resolve(type.name() + ".avro");
    }

    private static Path schema(String version, WireType<?> type) {
        return ROOT.resolve(version).resolve(type.name() + ".avsc");
    }

    private static Schema parse(String version, WireType<?> type) throws IOException {
        return new Schema.Parser().parse(Files.readString(schema(version, type)));
    }

    static byte[] avroBytes(Schema schema, Object datum) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
