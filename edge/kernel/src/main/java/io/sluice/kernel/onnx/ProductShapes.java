package io.sluice.kernel.onnx;

import java.util.Arrays;

/** Shapes of matrix products. */
final class ProductShapes {
    private ProductShapes() {}

    static Inferred gemm(NodeShape node) {
        Inferred a = node.input(0);
        Inferred b = node.input(1);
        boolean transA = node.integer("transA", 0) != 0;
        boolean transB = node.integer("transB", 0) != 0;
        requireInner(node, a.dimension(transA ? 0 : 1), b.dimension(transB ? 1 : 0));
        return a.shaped(a.dimension(transA ? 1 : 0), b.dimension(transB ? 0 : 1));
    }

    /** NumPy's matmul of the inputs at two positions. */
    static Inferred matMul(NodeShape node, int left, int right) {
        int[] shape = product(node, node.input(left).shape(), node.input(right).shape());
        return node.input(left).shaped(shape);
    }

    static Inferred fusedMatMul(NodeShape node) {
        int[] a = turned(node.input(0).shape(), node.integer("transA", 0) != 0);
        int[] b = turned(node.input(1).shape(), node.integer("transB", 0) != 0);
        return node.input(0).shaped(product(node, a, b));
    }

    private static int[] product(NodeShape node, int[] a, int[] b) {
        int[] left = a.length == 1 ? new int[] {1, a[0]} : a;
        int[] right = b.length == 1 ? new int[] {b[0], 1} : b;
        requireInner(node, left[left.length - 1], right[right.length - 2]);
        int[] batch =
                ElementwiseShapes.broadcast(
                        node,
                        Arrays.copyOf(left, left.length - 2),
                        Arrays.copyOf(right, right.length - 2));
        int rows = a.length == 1 ? 0 : 1;
        int columns = b.length == 1 ? 0 : 1;
        int[] shape = Arrays.copyOf(batch, batch.length + rows + columns);
        if (rows == 1) {
            shape[batch.length] = left[left.length - 2];
        }
        if (columns == 1) {
            shape[batch.length + rows] = right[right.length - 1];
        }
        return shape;
    }

    private static int[] turned(int[] shape, boolean transposed) {
        int[] turned = shape.clone();
        if (transposed) {
            turned[shape.length - 1] = shape[shape.length - 2];
            turned[shape.length - 2] = shape[shape.length - 1];
        }
        return turned;
    }

    private static void requireInner(NodeShape node, int left, int right) {
        if (left != right) {
            throw node.refused("inputs " + node.inputs() + " do not fit");
        }
    }
}
