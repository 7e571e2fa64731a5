package io.sluice.kernel.tornado.library;

import java.util.concurrent.atomic.AtomicInteger;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;
import uk.ac.manchester.tornado.drivers.opencl.OCLDeviceContext;
import uk.ac.manchester.tornado.runtime.common.TornadoXPUDevice;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryContext;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryInvocation;
import uk.ac.manchester.tornado.runtime.library.spi.TornadoLibraryProvider;

/**
 * A library of NVIDIA's in plain Java, for OpenCL devices: takes TornadoVM's call with its own
 * meaning of the arguments, fetches what it reads from the device, and puts the result there. So
 * all of a library task but the library is what runs on a GPU.
 */
public abstract class PlainLibrary implements TornadoLibraryProvider {
    private static final AtomicInteger CALLS = new AtomicInteger();

    /** Calls of all libraries so far. */
    public static int calls() {
        return CALLS.get();
    }

    @Override
    public final boolean canHandle(TornadoXPUDevice device) {
        return device.getTornadoVMBackend() == TornadoVMBackendType.OPENCL;
    }

    @Override
    public final LibraryContext createContext(TornadoXPUDevice device, long executionPlanId) {
        return new LibraryContext() {};
    }

    @Override
    public final void destroyContext(LibraryContext context) {
        // Holds nothing.
    }

    @Override
    public final void dispatch(String function, LibraryInvocation call) {
        CALLS.incrementAndGet();
        compute(function, call);
    }

    abstract void compute(String function, LibraryInvocation call);

    static int whole(LibraryInvocation call, int argument) {
        return (int) call.getArg(argument);
    }

    /** So many floats from where an argument points. */
    static float[] read(LibraryInvocation call, int argument, int count) {
        float[] values = new float[count];
        context(call)
                .readBuffer(
                        call.getExecutionPlanId(),
                        buffer(call, argument),
                        TornadoNativeArray.ARRAY_HEADER,
                        (long) Float.BYTES * count,
                        values,
                        0,
                        null);
        return values;
    }

    static void write(LibraryInvocation call, int argument, float[] values) {
        context(call)
                .writeBuffer(
                        call.getExecutionPlanId(),
                        buffer(call, argument),
                        TornadoNativeArray.ARRAY_HEADER,
                        (long) Float.BYTES * values.length,
                        values,
                        0,
                        null);
    }

    private static OCLDeviceContext context(LibraryInvocation call) {
        return (OCLDeviceContext) call.getDevice().getDeviceContext();
    }

    /** OpenCL has handles in place of pointers; the header was added to it all the same. */
    private static long buffer(LibraryInvocation call, int argument) {
        return call.getDevicePointer(argument) - TornadoNativeArray.ARRAY_HEADER;
    }
}
