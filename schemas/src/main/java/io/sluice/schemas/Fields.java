package io.sluice.schemas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Field types that several records share: nullable fields and lists. */
final class Fields {
    private Fields() {}

    static byte[] readNullableBytes(AvroReader in) throws MalformedException {
        return in.readPresent() ? in.readBytes() : null;
    }

    /** Writes a union of null and a double; NaN is null. */
    static void writeOptionalDouble(double value, AvroWriter out) {
        out.writePresent(!Double.isNaN(value));
        if (!Double.isNaN(value)) {
            out.writeDouble(value);
        }
    }

    static double readOptionalDouble(AvroReader in) throws MalformedException {
        return in.readPresent() ? in.readDouble() : Double.NaN;
    }

    static void writeInts(int[] values, AvroWriter out) {
        out.writeArrayStart(values.length);
        for (int value : values) {
            out.writeInt(value);
        }
        out.writeArrayEnd();
    }

    static int[] readInts(AvroReader in) throws MalformedException {
        int[] values = new int[in.readBlock(1)];
        int size = 0;
        for (int n = values.length; n > 0; n = in.readBlock(1)) {
            if (size + n > values.length) {
                values = Arrays.copyOf(values, size + n);
            }
            for (int i = 0; i < n; i++) {
                values[size++] = in.readInt();
            }
        }
        return values;
    }

    static void writeStrings(List<String> items, AvroWriter out) {
        writeList(items, out, (item, to) -> to.writeString(item));
    }

    static List<String> readStrings(AvroReader in) throws MalformedException {
        return readList(in, 1, AvroReader::readString);
    }

    static <T> void writeList(List<T> items, AvroWriter out, WireFormat.Write<T> write) {
        out.writeArrayStart(items.size());
        for (int i = 0; i < items.size(); i++) {
            write.write(items.get(i), out);
        }
        out.writeArrayEnd();
    }

    /**
     * Reads an array. Items for which {@code read} gives null are left out.
     *
     * @param minItemBytes the fewest bytes that an item takes, at least 1
     */
    static <T> List<T> readList(AvroReader in, int minItemBytes, WireFormat.Read<T> read)
            throws MalformedException {
        int count = in.readBlock(minItemBytes);
        if (count == 0) {
            return List.of();
        }
        if (count == 1) {
            T only = read.read(in);
            count = in.readBlock(minItemBytes);
            if (count == 0) {
                return only == null ? List.of() : List.of(only);
            }
            return readBlocks(in, count, minItemBytes, read, only);
        }
        return readBlocks(in, count, minItemBytes, read, null);
    }

    private static <T> List<T> readBlocks(
            AvroReader in, int first, int minItemBytes, WireFormat.Read<T> read, T head)
            throws MalformedException {
        List<T> items = new ArrayList<>();
        if (head != null) {
            items.add(head);
        }
        for (int n = first; n > 0; n = in.readBlock(minItemBytes)) {
            for (int i = 0; i < n; i++) {
                T item = read.read(in);
                if (item != null) {
                    items.add(item);
                }
            }
        }
        return List.copyOf(items);
    }
}
