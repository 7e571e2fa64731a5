package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.compiler.Step.Arithmetic;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.Elementwise;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.compiler.Step.Window;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Adds products and convolutions as calls of cuBLAS and cuDNN, where the device offers them and the
 * call takes the shape. Bias and activation follow as a kernel over the result.
 *
 * <p>The calls are put together here, and not by the factories in TornadoVM's own jars for these
 * libraries, so that those jars may be absent.
 */
final class LibraryTasks {
    /** cuBLAS's words for a matrix as it is, and transposed. */
    private static final int AS_IT_IS = 0;

    private static final int TRANSPOSED = 1;

    private LibraryTasks() {}

    /** Whether the step was added. */
    static boolean add(GraphAssembly assembly, Step step) {
        if (step instanceof MatMul product) {
            return add(assembly, product);
        }
        return step instanceof Convolution convolution && add(assembly, convolution);
    }

    private static boolean add(GraphAssembly assembly, MatMul step) {
        Optional<LibraryProduct> product = product(assembly.limits().offers(), step);
        product.ifPresent(
                call -> {
                    assembly.add(call(assembly, call));
                    int[] rows = {step.batch() * step.m(), step.n()};
                    epilogue(assembly, step.c(), step.bias(), step.then(), rows, 0, 1);
                });
        return product.isPresent();
    }

    private static boolean add(GraphAssembly assembly, Convolution step) {
        DeviceOffers offers = assembly.limits().offers();
        Optional<LibraryTaskDescriptor> call =
                convolution(offers, step)
                        .map(arguments -> call(assembly, step, arguments))
                        .or(() -> product(offers, step).map(found -> call(assembly, found)));
        call.ifPresent(
                found -> {
                    assembly.add(found);
                    Window w = step.window();
                    int pixels = w.outHeight() * w.outWidth();
                    int[] planes = {step.images(), step.filters(), pixels};
                    epilogue(assembly, step.y(), step.bias(), step.then(), planes, 0, 1, 0);
                });
        return call.isPresent();
    }

    static Optional<LibraryProduct> product(DeviceOffers offers, MatMul step) {
        return offers.has(VendorLibrary.CUBLAS) ? LibraryProduct.of(step) : Optional.empty();
    }

    private static Optional<LibraryProduct> product(DeviceOffers offers, Convolution step) {
        return offers.has(VendorLibrary.CUBLAS) ? LibraryProduct.of(step) : Optional.empty();
    }

    static Optional<LibraryConvolution> convolution(DeviceOffers offers, Convolution step) {
        return offers.has(VendorLibrary.CUDNN) ? LibraryConvolution.of(step) : Optional.empty();
    }

    private static LibraryTaskDescriptor call(GraphAssembly assembly, LibraryProduct product) {
        FloatArray first = assembly.floats(product.first().operand());
        FloatArray second = assembly.floats(product.second().operand());
        FloatArray result = assembly.floats(product.c());
        return product.count() == 1
                ? single(product, first, second, result)
                : batch(product, first, second, result);
    }

    private static LibraryTaskDescriptor single(
            LibraryProduct product, FloatArray first, FloatArray second, FloatArray result) {
        return call(
                VendorLibrary.CUBLAS,
                "cublasSgemm",
                result,
                operation(product.first()),
                operation(product.second()),
                product.rows(),
                product.columns(),
                product.inner(),
                product.alpha(),
                first,
                product.first().leading(),
                second,
                product.second().leading(),
                0f,
                result,
                product.leading());
    }

    private static LibraryTaskDescriptor batch(
            LibraryProduct product, FloatArray first, FloatArray second, FloatArray result) {
        return call(
                VendorLibrary.CUBLAS,
                "cublasSgemmStridedBatched",
                result,
                operation(product.first()),
                operation(product.second()),
                product.rows(),
                product.columns(),
                product.inner(),
                product.alpha(),
                first,
                product.first().leading(),
                product.first().stride(),
                second,
                product.second().leading(),
                product.second().stride(),
                0f,
                result,
                product.leading(),
                product.stride(),
                product.count());
    }

    private static int operation(LibraryProduct.Factor factor) {
        return factor.transposed() ? TRANSPOSED : AS_IT_IS;
    }

    private static LibraryTaskDescriptor call(
            GraphAssembly assembly, Convolution step, LibraryConvolution arguments) {
        Window w = step.window();
        FloatArray result = assembly.floats(step.y());
        return call(
                VendorLibrary.CUDNN,
                "cudnnConv2d",
                result,
                assembly.floats(step.x()),
                assembly.floats(step.weights()),
                result,
                step.images(),
                step.channels(),
                w.height(),
                w.width(),
                step.filters(),
                w.kernelHeight(),
                w.kernelWidth(),
                arguments.padding(),
                arguments.stride());
    }

    private static LibraryTaskDescriptor call(
            VendorLibrary library, String function, FloatArray result, Object... arguments) {
        Access[] accesses = new Access[arguments.length];
        for (int i = 0; i < accesses.length; i++) {
            accesses[i] = arguments[i] == result ? Access.WRITE_ONLY : Access.READ_ONLY;
        }
        return new LibraryTaskDescriptor()
                .withLibrary(library.id())
                .withFunction(function)
                .withParameters(arguments)
                .withAccess(accesses);
    }

    /**
     * y = then(y + bias), in place: each work item reads the element that it writes, and no other.
     */
    private static void epilogue(
            GraphAssembly assembly,
            Operand y,
            Operand bias,
            Pointwise then,
            int[] shape,
            int... biasStrides) {
        if (bias != null) {
            int[] strides = new int[shape.length];
            int stride = 1;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride *= shape[axis];
            }
            ElementTasks.add(
                    assembly,
                    new Arithmetic(
                            Arithmetic.Operator.ADD,
                            y,
                            bias,
                            y,
                            shape,
                            strides,
                            biasStrides,
                            then));
        } else if (!then.isNone()) {
            ElementTasks.add(assembly, new Elementwise(y, y, then));
        }
    }
}
