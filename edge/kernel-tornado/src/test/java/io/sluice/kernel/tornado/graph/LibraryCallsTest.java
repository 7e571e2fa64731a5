package io.sluice.kernel.tornado.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.compiler.Step.Window;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which steps become calls of libraries, and with which numbers. That the numbers give the results
 * is shown on a device by {@code OperatorAgreementOpenClIT}.
 */
class LibraryCallsTest {
    private static final DeviceOffers BOTH =
            new DeviceOffers(EnumSet.allOf(VendorLibrary.class), false);
    private static final int[] ONE = {};

    @Test
    void aProductGoesWithItsFactorsExchanged() {
        LibraryProduct product =
                LibraryTasks.product(BOTH, product(ONE, ONE, ONE, false, true)).orElseThrow();

        assertThat(product.rows()).isEqualTo(3);
        assertThat(product.columns()).isEqualTo(2);
        assertThat(product.inner()).isEqualTo(5);
        assertThat(product.first().operand().name()).isEqualTo("b");
        assertThat(product.first())
                .extracting(LibraryProduct.Factor::transposed, LibraryProduct.Factor::leading)
                .containsExactly(true, 5);
        assertThat(product.second())
                .extracting(LibraryProduct.Factor::transposed, LibraryProduct.Factor::leading)
                .containsExactly(false, 5);
        assertThat(product.leading()).isEqualTo(3);
        assertThat(product.count()).isEqualTo(1);
    }

    @Test
    void anEvenlySpacedBatchIsOneCall() {
        int[] batches = {2, 4};
        LibraryProduct product =
                LibraryTasks.product(
                                BOTH,
                                product(batches, new int[] {40, 10}, new int[] {0, 0}, true, false))
                        .orElseThrow();

        assertThat(product.count()).isEqualTo(8);
        assertThat(product.first().stride()).isZero();
        assertThat(product.second().stride()).isEqualTo(10);
        assertThat(product.second().leading()).isEqualTo(2);
        assertThat(product.stride()).isEqualTo(6);
    }

    @Test
    void anUnevenBatchStaysWithOwnKernels() {
        MatMul repeated =
                product(new int[] {2, 4}, new int[] {10, 0}, new int[] {0, 15}, false, false);

        assertThat(LibraryTasks.product(BOTH, repeated)).isEmpty();
    }

    @Test
    void nothingIsCalledThatTheDeviceDoesNotOffer() {
        MatMul product = product(ONE, ONE, ONE, false, false);
        Convolution convolution = convolution(1, window(8, 8, 3, 1, 1, 1, 1));

        assertThat(LibraryTasks.product(DeviceOffers.NONE, product)).isEmpty();
        assertThat(LibraryTasks.convolution(DeviceOffers.NONE, convolution)).isEmpty();
        DeviceOffers products = new DeviceOffers(Set.of(VendorLibrary.CUBLAS), false);
        assertThat(LibraryTasks.product(products, product)).isPresent();
        assertThat(LibraryTasks.convolution(products, convolution)).isEmpty();
    }

    @Test
    void aConvolutionOfOnePaddingAndOneStrideIsACall() {
        assertThat(LibraryConvolution.of(convolution(1, window(8, 8, 3, 1, 1, 1, 1))))
                .contains(new LibraryConvolution(1, 1));
        assertThat(LibraryConvolution.of(convolution(1, window(4, 4, 3, 2, 2, 1, 1))))
                .contains(new LibraryConvolution(1, 2));
        // In one dimension the height is 1, whatever its stride.
        Window line = new Window(1, 9, 1, 4, 1, 3, 1, 2, 1, 1, 0, 0);
        assertThat(LibraryConvolution.of(convolution(1, line)))
                .contains(new LibraryConvolution(0, 2));
    }

    @Test
    void otherConvolutionsStayWithOwnKernels() {
        assertThat(LibraryConvolution.of(convolution(2, window(8, 8, 3, 1, 1, 1, 1)))).isEmpty();
        assertThat(LibraryConvolution.of(convolution(1, window(8, 8, 3, 1, 1, 2, 2)))).isEmpty();
        assertThat(LibraryConvolution.of(convolution(1, window(4, 8, 3, 2, 1, 1, 1)))).isEmpty();
        // More padding behind than before.
        assertThat(LibraryConvolution.of(convolution(1, window(7, 7, 3, 1, 1, 1, 0)))).isEmpty();
        // Padding of a line alone.
        Window line = new Window(1, 9, 1, 9, 1, 3, 1, 1, 1, 1, 0, 1);
        assertThat(LibraryConvolution.of(convolution(1, line))).isEmpty();
    }

    @Test
    void aConvolutionOfSinglePixelsIsAProduct() {
        LibraryProduct product =
                LibraryProduct.of(convolution(1, window(8, 8, 1, 1, 1, 1, 0))).orElseThrow();

        assertThat(product.first().stride()).isEqualTo(4 * 64);
        assertThat(product.second().stride()).isZero();
        assertThat(product.second().leading()).isEqualTo(4);
        assertThat(product.rows()).isEqualTo(64);
        assertThat(product.columns()).isEqualTo(6);
        assertThat(product.count()).isEqualTo(2);
        assertThat(LibraryProduct.of(convolution(1, window(8, 8, 3, 1, 1, 1, 1)))).isEmpty();
        assertThat(LibraryProduct.of(convolution(1, window(4, 4, 1, 2, 2, 1, 0)))).isEmpty();
    }

    /** 2 × 5 by 5 × 3. */
    private static MatMul product(
            int[] batches, int[] aStrides, int[] bStrides, boolean transposeA, boolean transposeB) {
        return new MatMul(
                operand("a"),
                operand("b"),
                null,
                operand("c"),
                batches,
                aStrides,
                bStrides,
                2,
                3,
                5,
                transposeA,
                transposeB,
                1,
                Pointwise.NONE);
    }

    private static Window window(
            int rows, int columns, int kernel, int down, int right, int dilation, int padding) {
        return new Window(
                8, 8, rows, columns, kernel, kernel, down, right, dilation, dilation, padding,
                padding);
    }

    private static Convolution convolution(int groups, Window window) {
        return new Convolution(
                operand("x"),
                operand("w"),
                null,
                operand("y"),
                2,
                4,
                6,
                groups,
                window,
                Pointwise.NONE);
    }

    private static Operand operand(String name) {
        return new Operand(0, name, ElementType.FLOAT32, new int[] {1}, Operand.Role.INPUT);
    }
}
