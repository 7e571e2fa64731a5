package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.LayerNormalization;
import io.sluice.kernel.compiler.Step.MatMul;
import java.util.Arrays;

/** A step whose results are weights times something plus a bias, per channel. */
record Linear(StepGraph graph, Step step) {
    /** The number of channels: columns, filters, or the length that is normalised. */
    int channels() {
        if (step instanceof MatMul s) {
            return s.n();
        }
        return step instanceof Convolution s ? s.filters() : ((LayerNormalization) step).length();
    }

    /** How the results and a vector of one number per channel are walked together. */
    StridedAxes axes() {
        int channels = channels();
        int inner =
                step instanceof Convolution s ? s.window().outHeight() * s.window().outWidth() : 1;
        int outer = step.writes().elements() / channels / inner;
        int[] shape = {outer, channels, inner};
        return StridedAxes.joined(shape, StridedAxes.rowMajor(shape), new int[] {0, 1, 0});
    }

    /** The step with all results multiplied by a number, or null if it cannot be. */
    Step scaled(float factor) {
        if (factor == 1) {
            return step;
        }
        float[] factors = new float[channels()];
        Arrays.fill(factors, factor);
        if (step instanceof MatMul s) {
            float[] bias = graph.floats(s.bias());
            boolean fixed = s.bias() == null || bias != null;
            Operand times = bias == null ? null : vector("bias", product(bias, factors, 1));
            return fixed ? with(s, s.b(), times, s.alpha() * factor) : null;
        }
        return scaled(factors);
    }

    /** The step with each channel multiplied by a number of its own, or null if it cannot be. */
    Step scaled(float[] factors) {
        float[] bias = graph.floats(bias());
        float[] weights = graph.floats(weights());
        if (weights == null || bias() != null && bias == null || !hasOneMatrix()) {
            return null;
        }
        Operand times = bias == null ? null : vector("bias", product(bias, factors, 1));
        if (step instanceof MatMul s) {
            int inner = s.transposeB() ? s.k() : 1;
            return with(s, like(s.b(), product(weights, factors, inner)), times, s.alpha());
        }
        if (step instanceof Convolution s) {
            int inner = weights.length / s.filters();
            return with(s, like(s.weights(), product(weights, factors, inner)), times);
        }
        LayerNormalization s = (LayerNormalization) step;
        return with(s, like(s.scale(), product(weights, factors, 1)), times);
    }

    /** The step with a number added to each channel, or null if it cannot be. */
    Step shifted(float[] offsets) {
        float[] bias = graph.floats(bias());
        if (bias() != null && bias == null) {
            return null;
        }
        float[] sums = offsets.clone();
        for (int i = 0; bias != null && i < sums.length; i++) {
            sums[i] += bias[i];
        }
        Operand added = vector("bias", sums);
        if (step instanceof MatMul s) {
            return with(s, s.b(), added, s.alpha());
        }
        return step instanceof Convolution s
                ? with(s, s.weights(), added)
                : with((LayerNormalization) step, ((LayerNormalization) step).scale(), added);
    }

    private Operand weights() {
        if (step instanceof MatMul s) {
            return s.b();
        }
        return step instanceof Convolution s ? s.weights() : ((LayerNormalization) step).scale();
    }

    private Operand bias() {
        if (step instanceof MatMul s) {
            return s.bias();
        }
        return step instanceof Convolution s ? s.bias() : ((LayerNormalization) step).bias();
    }

    /** Matrices of a batch that differ would each need their own factors. */
    private boolean hasOneMatrix() {
        return !(step instanceof MatMul s) || s.b().elements() == s.k() * s.n();
    }

    private static float[] product(float[] values, float[] factors, int inner) {
        float[] product = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            product[i] = values[i] * factors[i / inner % factors.length];
        }
        return product;
    }

    private Operand vector(String what, float[] values) {
        return graph.constant(step.writes().name() + "/" + what, new int[] {values.length}, values);
    }

    private Operand like(Operand old, float[] values) {
        return graph.constant(old.name(), old.shape(), values);
    }

    private static Step with(MatMul s, Operand b, Operand bias, float alpha) {
        return new MatMul(
                s.a(),
                b,
                bias,
                s.c(),
                s.batches(),
                s.aStrides(),
                s.bStrides(),
                s.m(),
                s.n(),
                s.k(),
                s.transposeA(),
                s.transposeB(),
                alpha,
                s.then());
    }

    private static Step with(Convolution s, Operand weights, Operand bias) {
        return new Convolution(
                s.x(),
                weights,
                bias,
                s.y(),
                s.images(),
                s.channels(),
                s.filters(),
                s.groups(),
                s.window(),
                s.then());
    }

    private static Step with(LayerNormalization s, Operand scale, Operand bias) {
        return new LayerNormalization(s.x(), scale, bias, s.y(), s.rows(), s.length(), s.epsilon());
    }
}
