package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.compiler.Step.Window;
import java.util.Optional;

/**
 * The arguments of cuBLAS's {@code cublasSgemmStridedBatched} for a product: C = α·A·B in rows is
 * Cᵀ = α·Bᵀ·Aᵀ in columns, in the same places of memory. So B goes first, rows and columns of C
 * change places, and a matrix that is stored as the step reads it is not transposed by the call.
 *
 * <p>cuBLAS counts columns: entry i of the batch has element (row, column) of a matrix at {@code i
 * · stride + column · leading + row}.
 *
 * @param first the step's B
 * @param second the step's A
 * @param rows of the result's columns: the step's n
 * @param columns of the result: the step's m
 * @param inner numbers that are multiplied for one of the result
 * @param count products of the batch
 */
record LibraryProduct(
        Factor first,
        Factor second,
        Operand c,
        int rows,
        int columns,
        int inner,
        float alpha,
        int count) {
    /**
     * @param operand where it is
     * @param transposed whether the call transposes it
     * @param leading elements from one stored column to the next
     * @param stride elements from one entry of the batch to the next; 0 repeats one
     */
    record Factor(Operand operand, boolean transposed, int leading, long stride) {}

    /** Nothing when the entries of a batch are not evenly spaced. */
    static Optional<LibraryProduct> of(MatMul step) {
        int[] offsets = MatMulTasks.offsets(step);
        int aStride = step.batch() == 1 ? 0 : offsets[2];
        int bStride = step.batch() == 1 ? 0 : offsets[3];
        for (int entry = 0; entry < step.batch(); entry++) {
            if (offsets[2 * entry] != entry * aStride
                    || offsets[2 * entry + 1] != entry * bStride) {
                return Optional.empty();
            }
        }
        int bLeading = step.transposeB() ? step.k() : step.n();
        int aLeading = step.transposeA() ? step.m() : step.k();
        return Optional.of(
                new LibraryProduct(
                        new Factor(step.b(), step.transposeB(), bLeading, bStride),
                        new Factor(step.a(), step.transposeA(), aLeading, aStride),
                        step.c(),
                        step.n(),
                        step.m(),
                        step.k(),
                        step.alpha(),
                        step.batch()));
    }

    /**
     * A convolution of single pixels is a product of the filters with the channels of each image.
     * Nothing for any other.
     */
    static Optional<LibraryProduct> of(Convolution step) {
        Window w = step.window();
        int pixels = w.height() * w.width();
        boolean single =
                step.groups() == 1
                        && w.kernelHeight() * w.kernelWidth() == 1
                        && w.strideHeight() * w.strideWidth() == 1
                        && w.outHeight() * w.outWidth() == pixels
                        && w.padTop() + w.padLeft() == 0;
        if (!single) {
            return Optional.empty();
        }
        Factor images = new Factor(step.x(), false, pixels, (long) step.channels() * pixels);
        Factor filters = new Factor(step.weights(), false, step.channels(), 0);
        return Optional.of(
                new LibraryProduct(
                        images,
                        filters,
                        step.y(),
                        pixels,
                        step.filters(),
                        step.channels(),
                        1,
                        step.images()));
    }

    /** Elements from one column of the result to the next. */
    int leading() {
        return rows;
    }

    /** Elements from one result to the next. */
    long stride() {
        return (long) rows * columns;
    }
}
