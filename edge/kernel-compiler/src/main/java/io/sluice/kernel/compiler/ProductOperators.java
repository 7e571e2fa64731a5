package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Matrix products. Their biases are added by steps of their own, which fusions take in. */
final class ProductOperators {
    private static final int[] NONE = {};

    private ProductOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        lowerings.put("MatMul", ProductOperators::matMul);
        lowerings.put("Gemm", ProductOperators::gemm);
    }

    private static void gemm(OperatorNode node) {
        Value a = node.decimals(0);
        Value b = node.decimals(1);
        int[] shape = node.outputShape(0);
        boolean transposeA = node.attributes().integer("transA", 0) != 0;
        boolean transposeB = node.attributes().integer("transB", 0) != 0;
        float beta = node.attributes().decimal("beta", 1);
        boolean plain = !node.has(2) || beta == 0;
        Operand product = plain ? node.output() : node.between("product", shape);
        node.emit(
                new Step.MatMul(
                        a.operand(),
                        b.operand(),
                        null,
                        product,
                        NONE,
                        NONE,
                        NONE,
                        shape[0],
                        shape[1],
                        a.shape()[transposeA ? 0 : 1],
                        transposeA,
                        transposeB,
                        node.attributes().decimal("alpha", 1),
                        Pointwise.NONE));
        if (!plain) {
            Value sum = new Value(product, a.dtype(), shape);
            Value bias = scaled(node, node.decimals(2), beta);
            node.emit(ArithmeticOperators.step(Operator.ADD, sum, bias, node.output(), shape));
        }
    }

    private static Value scaled(OperatorNode node, Value bias, float beta) {
        if (beta == 1) {
            return bias;
        }
        Operand scaled = node.between("bias", bias.shape());
        Pointwise times = new Pointwise(Kind.AFFINE, beta, 0);
        node.emit(new Step.Elementwise(bias.operand(), scaled, times));
        return new Value(scaled, bias.dtype(), bias.shape());
    }

    /** NumPy's matmul: vectors count as one row on the left and as one column on the right. */
    private static void matMul(OperatorNode node) {
        Value a = node.decimals(0);
        Value b = node.decimals(1);
        int[] left = a.rank() == 1 ? new int[] {1, a.shape()[0]} : a.shape();
        int[] right = b.rank() == 1 ? new int[] {b.shape()[0], 1} : b.shape();
        int m = left[left.length - 2];
        int k = left[left.length - 1];
        int n = right[right.length - 1];
        int[] shape = node.outputShape(0);
        int matrix = (a.rank() == 1 ? 0 : 1) + (b.rank() == 1 ? 0 : 1);
        int[] batches = Arrays.copyOf(shape, shape.length - matrix);
        StridedAxes axes =
                StridedAxes.joined(
                        batches, entries(left, batches, m * k), entries(right, batches, k * n));
        node.emit(product(a.operand(), b.operand(), node.output(), axes, m, n, k));
    }

    /** The strides of whole matrices along the axes of a batch. */
    private static int[] entries(int[] shape, int[] batches, int matrix) {
        int[] own = Arrays.copyOf(shape, shape.length - 2);
        int[] strides = StridedAxes.broadcast(own, batches);
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] *= matrix;
        }
        return strides;
    }

    /** Matrices on the left that meet the same one on the right are one tall matrix. */
    private static Step.MatMul product(
            Operand a, Operand b, Operand c, StridedAxes axes, int m, int n, int k) {
        int last = axes.shape().length - 1;
        int size = axes.shape()[last];
        boolean single = axes.shape().length == 1 && size == 1;
        boolean tall = axes.strides()[1][last] == 0 && axes.strides()[0][last] == m * k;
        int kept = single || tall ? last : last + 1;
        return new Step.MatMul(
                a,
                b,
                null,
                c,
                Arrays.copyOf(axes.shape(), kept),
                Arrays.copyOf(axes.strides()[0], kept),
                Arrays.copyOf(axes.strides()[1], kept),
                tall && !single ? m * size : m,
                n,
                k,
                false,
                false,
                1,
                Pointwise.NONE);
    }
}
