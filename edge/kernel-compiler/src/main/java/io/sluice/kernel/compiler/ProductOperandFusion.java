package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Copy;
import io.sluice.kernel.compiler.Step.Elementwise;
import io.sluice.kernel.compiler.Step.MatMul;

/** A product reads a transposed matrix where it lies, and multiplies by a number at its end. */
final class ProductOperandFusion implements Fusion {
    @Override
    public boolean apply(StepGraph graph, Step step) {
        if (!(step instanceof MatMul product) || product.a().equals(product.b())) {
            return false;
        }
        return fused(graph, product, product.a()) || fused(graph, product, product.b());
    }

    private static boolean fused(StepGraph graph, MatMul product, Operand side) {
        Step producer = graph.producer(side);
        if (producer == null || !graph.isOnlyFor(side, product)) {
            return false;
        }
        if (producer instanceof Copy copy && isTransposing(copy, product)) {
            graph.replace(product, reading(product, side, copy.x(), true, product.alpha()));
            return true;
        }
        if (AffineFusion.isAffine(producer) && ((Elementwise) producer).then().b() == 0) {
            Elementwise map = (Elementwise) producer;
            float alpha = product.alpha() * map.then().a();
            graph.replace(product, reading(product, side, map.x(), false, alpha));
            return true;
        }
        return false;
    }

    /** Whether a copy turns every matrix of an operand where it lies. */
    private static boolean isTransposing(Copy copy, MatMul product) {
        boolean left = copy.y().equals(product.a());
        boolean turned = left ? product.transposeA() : product.transposeB();
        int above = left ? product.m() : product.k();
        int across = left ? product.k() : product.n();
        int rows = turned ? across : above;
        int columns = turned ? above : across;
        int[] shape = {copy.y().elements() / (rows * columns), rows, columns};
        int[] from = {rows * columns, 1, rows};
        StridedAxes expected = StridedAxes.joined(shape, from, StridedAxes.rowMajor(shape));
        return copy.xOffset() == 0
                && copy.yOffset() == 0
                && copy.x().type() == copy.y().type()
                && expected.isSameAs(copy.shape(), copy.xStrides(), copy.yStrides());
    }

    private static MatMul reading(MatMul s, Operand side, Operand by, boolean turned, float alpha) {
        boolean left = side.equals(s.a());
        return new MatMul(
                left ? by : s.a(),
                left ? s.b() : by,
                s.bias(),
                s.c(),
                s.batches(),
                s.aStrides(),
                s.bStrides(),
                s.m(),
                s.n(),
                s.k(),
                s.transposeA() ^ (turned && left),
                s.transposeB() ^ (turned && !left),
                alpha,
                s.then());
    }
}
