package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroReaderTest {
    /** One read of a reader. */
    interface Read {
        Object read(AvroReader in) throws MalformedException;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 63, 64, -64, -65, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE})
    void readsWhatTheWriterWrote(long value) throws MalformedException {
        AvroWriter out = new AvroWriter();
        out.writeLong(value);

        AvroReader in = new AvroReader(out.toByteArray());

        assertThat(in.readLong()).isEqualTo(value);
        assertThat(in.remaining()).isZero();
    }

    static Stream<Arguments> badBytes() {
        return Stream.of(
                bad("expected a variable-length integer, found the end", AvroReader::readLong),
                bad("found the end", AvroReader::readLong, 0x80),
                bad("more than 64 bits", AvroReader::readLong, repeated(0xff, 11)),
                bad(
                        "expected a 32-bit integer, found -4294967295",
                        AvroReader::readInt,
                        0xfd,
                        0xff,
                        0xff,
                        0xff,
                        0x3f - 0x20),
                bad("expected a boolean (0 or 1), found 2", AvroReader::readBoolean, 2),
                bad("expected a float of 4 bytes, found 3", AvroReader::readFloat, 0, 0, 0),
                bad("expected a double of 8 bytes, found 3", AvroReader::readDouble, 0, 0, 0),
                bad("expected a length from 0 to the 1 left, found 2", AvroReader::readBytes, 4, 0),
                bad("found -1", AvroReader::readString, 1),
                bad("expected a string in UTF-8", AvroReader::readString, 2, 0xff),
                bad("expected an index below 3, found 3", in -> in.readIndex(3), 6),
                bad("expected an index below 3, found -1", in -> in.readIndex(3), 1),
                bad("at most 1 items, found 2", in -> in.readBlock(1), 4, 0),
                bad("at most the bytes left, found 64", in -> in.readBlock(1), 1, 0x80, 1),
                bad("at most 65536 items", in -> in.readBlock(0), 0xfe, 0xff, 0xff, 0xff, 0xf));
    }

    @ParameterizedTest
    @MethodSource("badBytes")
    void namesPositionAndExpectation(String message, Read read, byte[] bytes) {
        AvroReader in = new AvroReader(bytes);

        assertThatThrownBy(() -> read.read(in))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("at byte 0: ")
                .hasMessageContaining(message);
    }

    @Test
    void readsBlocksOfNegativeCountByTheirItems() throws MalformedException {
        AvroWriter out = new AvroWriter();
        out.writeLong(-2);
        out.writeLong(2);
        out.writeLong(5);
        out.writeLong(6);
        out.writeArrayEnd();
        AvroReader in = new AvroReader(out.toByteArray());

        assertThat(in.readBlock(1)).isEqualTo(2);
        assertThat(in.readLong()).isEqualTo(5);
    }

    @Test
    void skippingRecursiveDataStopsBeforeTheStackDoes() {
        Schema list =
                new Schema.Parser()
                        .parse(
                                """
                                {"type":"record","name":"List","fields":[
                                 {"name":"next","type":["null","List"]}]}""");
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, (byte) 2);

        assertThatThrownBy(() -> AvroSkipper.of(list).skip(new AvroReader(deep)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 256 nested records");
    }

    @Test
    void manyBlocksOfItemsWithoutBytesAreMalformed() {
        Schema nulls = Schema.createArray(Schema.create(Schema.Type.NULL));
        AvroWriter out = new AvroWriter();
        for (int i = 0; i < 1000; i++) {
            out.writeLong(60_000);
        }
        out.writeArrayEnd();

        assertThatThrownBy(() -> AvroSkipper.of(nulls).skip(new AvroReader(out.toByteArray())))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 5536 items, found 60000");
    }

    private static Arguments bad(String message, Read read, int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return Arguments.of(message, read, array);
    }

    private static int[] repeated(int value, int times) {
        int[] all = new int[times];
        Arrays.fill(all, value);
        return all;
    }
}
