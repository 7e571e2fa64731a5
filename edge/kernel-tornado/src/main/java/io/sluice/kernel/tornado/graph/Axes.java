package io.sluice.kernel.tornado.graph;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lengths and strides of axes in the order in which kernels look them up. */
final class Axes {
    private Axes() {}

    /** Arrays one behind the other; a single 0 when all are empty, because no array may be. */
    static int[] joined(int[]... parts) {
        int[] all = Stream.of(parts).flatMapToInt(IntStream::of).toArray();
        return all.length == 0 ? new int[1] : all;
    }

    static int product(int[] lengths) {
        return IntStream.of(lengths).reduce(1, Math::multiplyExact);
    }
}
