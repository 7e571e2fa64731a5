package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sluice.schemas.WireTypes.WireType;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any value and for any bytes. Failures name the seed. */
class CodecPropertyTest {
    private static final long FIRST_SEED = 20261121;

    static Stream<WireType<?>> types() {
        return WireTypes.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void anyValueSurvivesEncodingAndDecoding(WireType<T> type) throws Exception {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 500; seed++) {
            T value = type.random().apply(new RandomRecords(seed));

            T back = type.decode().decode(type.encode().apply(value));

            assertThat(back).as("seed %d", seed).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void avroWritesTheSameBytesForAnyValue(WireType<T> type) throws Exception {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 200; seed++) {
            byte[] bytes = type.encode().apply(type.random().apply(new RandomRecords(seed)));

            Object datum =
                    new GenericDatumReader<>(type.schema())
                            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));

            assertThat(GoldenBytesTest.avroBytes(type.schema(), datum))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void anyBytesEndInAValueOrAMalformedException(WireType<T> type) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 4000; seed++) {
            byte[] bytes =
                    damage(type.encode().apply(type.random().apply(new RandomRecords(seed))), seed);
            try {
                type.decode().decode(bytes);
            } catch (MalformedException expected) {
                assertThat(expected.position()).isBetween(0, bytes.length);
            } catch (Throwable unexpected) {
                fail("seed " + seed + " of " + type, unexpected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void everyTruncationIsMalformed(WireType<T> type) {
        byte[] whole = type.encode().apply(type.golden());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                type.decode().decode(cut);
                fail("%d of %d bytes of %s were read as a whole", length, whole.length, type);
            } catch (MalformedException expected) {
                assertThat(expected).hasMessageStartingWith("at byte ");
            }
        }
    }

    private static byte[] damage(byte[] bytes, long seed) {
        Random random = new Random(seed);
        byte[] damaged = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(5) - 3));
        for (int n = random.nextInt(4); n > 0 && damaged.length > 0; n--) {
            int at = random.nextInt(damaged.length);
            // Continuation bytes and small negative numbers are what lengths and counts trip over.
            damaged[at] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (0xff - random.nextInt(3));
        }
        return damaged;
    }
}
