package io.sluice.kernel.tornado.graph;

import java.nio.ByteBuffer;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * An array as TornadoVM sees it and as the host writes it.
 *
 * @param array a {@link FloatArray} or {@link IntArray}
 * @param bytes its elements, in native order
 */
record HostArray(Object array, ByteBuffer bytes) {
    FloatArray floats() {
        return (FloatArray) array;
    }

    IntArray ints() {
        return (IntArray) array;
    }

    HostArray fill(float[] values) {
        bytes.asFloatBuffer().put(values);
        return this;
    }

    HostArray fill(int[] values) {
        bytes.asIntBuffer().put(values);
        return this;
    }
}
