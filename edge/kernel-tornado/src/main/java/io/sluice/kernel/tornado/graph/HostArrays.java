package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.compiler.ElementType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The host's side of a plan's arrays. An array that TornadoVM allocates itself is freed when the
 * garbage collector comes by; these are freed when this is closed.
 *
 * <p>Owned state: an arena of {@code java.lang.foreign}. That package is younger than the release
 * that this module is compiled for, so the few calls to it are made by reflection, when arrays are
 * made and never in a run.
 *
 * <p>Threading: made, used and closed on the device's thread.
 */
final class HostArrays implements AutoCloseable {
    /** Drivers copy fastest from addresses at the start of a cache line. */
    private static final long ALIGNMENT = 64;

    private final AutoCloseable arena;
    private final Set<Integer> hashes = new HashSet<>();
    private long bytes;

    HostArrays() {
        arena = (AutoCloseable) call(method("java.lang.foreign.Arena", "ofShared"), null);
    }

    /** A new array of zeros. */
    HostArray allocate(ElementType type, int elements) {
        long header = TornadoNativeArray.ARRAY_HEADER;
        long size = header + 4L * elements;
        Object segment =
                call(
                        method("java.lang.foreign.Arena", "allocate", long.class, long.class),
                        arena,
                        size,
                        ALIGNMENT);
        bytes += size;
        Object data =
                call(
                        method("java.lang.foreign.MemorySegment", "asSlice", long.class),
                        segment,
                        header);
        ByteBuffer view =
                (ByteBuffer) call(method("java.lang.foreign.MemorySegment", "asByteBuffer"), data);
        Object array = wrap(type, segment);
        // TornadoVM takes two arguments of a task graph for one when their hash codes are the same.
        while (!hashes.add(array.hashCode())) {
            array = wrap(type, segment);
        }
        return new HostArray(array, view.order(ByteOrder.nativeOrder()));
    }

    /** Bytes allocated so far. */
    long bytes() {
        return bytes;
    }

    private static Object wrap(ElementType type, Object segment) {
        Class<?> array = type == ElementType.FLOAT32 ? FloatArray.class : IntArray.class;
        return call(
                method(
                        array.getName(),
                        "fromSegmentShallow",
                        named("java.lang.foreign.MemorySegment")),
                null,
                segment);
    }

    private static Method method(String type, String name, Class<?>... parameters) {
        try {
            return named(type).getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new KernelException("this JDK or TornadoVM has no " + type + "." + name, e);
        }
    }

    private static Class<?> named(String type) {
        try {
            return Class.forName(type);
        } catch (ClassNotFoundException e) {
            throw new KernelException("this JDK has no " + type, e);
        }
    }

    private static Object call(Method method, Object on, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof OutOfMemoryError full) {
                throw full;
            }
            throw new KernelException(method + " failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new KernelException(method + " cannot be called", e);
        }
    }

    @Override
    public void close() {
        try {
            arena.close();
        } catch (Exception e) {
            throw new KernelException("the host's arrays cannot be freed: " + e.getMessage(), e);
        }
    }
}
