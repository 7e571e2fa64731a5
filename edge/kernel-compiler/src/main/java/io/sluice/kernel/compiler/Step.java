package io.sluice.kernel.compiler;

import java.util.List;

/**
 * One kernel call of a {@link Program}. Every step writes one operand, from its inputs alone, and
 * never one that it reads. Where a step has a {@link Pointwise} it is applied to each result before
 * it is written. Everything is computed in FLOAT32; {@link Copy} and {@link Gather} move either
 * type.
 */
public sealed interface Step {
    /** What it reads, constants included; optional operands that are left out are not listed. */
    List<Operand> reads();

    /** What it writes; {@link Copy} writes a part, every other step the whole of it. */
    Operand writes();

    /**
     * A product of matrices, one per entry of a batch: C = f(alpha · A·B + bias).
     *
     * <p>Entry i of the batch is at {@code offset = Σ index_k · strides_k} in elements, with index
     * the place of i in {@code batches}; a stride of 0 repeats a matrix. C's entries follow each
     * other.
     *
     * @param a m × k, or k × m when {@code transposeA}
     * @param b k × n, or n × k when {@code transposeB}
     * @param bias n elements added to each row of C, or null
     * @param c m × n per entry
     * @param batches dimensions of the batch, the last one fastest; empty for one product
     * @param aStrides elements from one entry to the next in A, for each dimension of the batch
     * @param bStrides the same in B
     */
    record MatMul(
            Operand a,
            Operand b,
            Operand bias,
            Operand c,
            int[] batches,
            int[] aStrides,
            int[] bStrides,
            int m,
            int n,
            int k,
            boolean transposeA,
            boolean transposeB,
            float alpha,
            Pointwise then)
            implements Step {
        /** The number of products. */
        public int batch() {
            int product = 1;
            for (int dimension : batches) {
                product *= dimension;
            }
            return product;
        }

        @Override
        public List<Operand> reads() {
            return bias == null ? List.of(a, b) : List.of(a, b, bias);
        }

        @Override
        public Operand writes() {
            return c;
        }
    }

    /**
     * A convolution in two dimensions; one in one dimension has height 1.
     *
     * @param x [images, channels, window.height, window.width]
     * @param weights [filters, channels / groups, window.kernelHeight, window.kernelWidth]
     * @param bias [filters], or null
     * @param y [images, filters, window.outHeight, window.outWidth]
     */
    record Convolution(
            Operand x,
            Operand weights,
            Operand bias,
            Operand y,
            int images,
            int channels,
            int filters,
            int groups,
            Window window,
            Pointwise then)
            implements Step {
        @Override
        public List<Operand> reads() {
            return bias == null ? List.of(x, weights) : List.of(x, weights, bias);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /**
     * The greatest or the mean of each window.
     *
     * @param x [planes, window.height, window.width]
     * @param y [planes, window.outHeight, window.outWidth]
     * @param average mean instead of maximum
     * @param countsPadding whether a mean counts what lies outside as zeros, and so is always over
     *     kernelHeight · kernelWidth elements; else it is over those inside
     */
    record Pooling(
            Operand x,
            Operand y,
            int planes,
            Window window,
            boolean average,
            boolean countsPadding,
            Pointwise then)
            implements Step {
        @Override
        public List<Operand> reads() {
            return List.of(x);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /**
     * Where windows lie. Output row i starts at input row {@code i · strideHeight − padTop};
     * likewise columns. What lies outside is 0 in a convolution and absent in a maximum.
     */
    record Window(
            int height,
            int width,
            int outHeight,
            int outWidth,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int dilationHeight,
            int dilationWidth,
            int padTop,
            int padLeft) {}

    /**
     * A function of each element: y = f(x).
     *
     * @param y of the same number of elements
     */
    record Elementwise(Operand x, Operand y, Pointwise then) implements Step {
        @Override
        public List<Operand> reads() {
            return List.of(x);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /**
     * Arithmetic on pairs of elements: y = f(a op b), where y has the dimensions {@code shape} and
     * a and b are found by strides in elements, 0 where they are repeated. Neighbouring axes that
     * can be walked as one are joined.
     *
     * @param shape dimensions, at least one
     */
    record Arithmetic(
            Operator operator,
            Operand a,
            Operand b,
            Operand y,
            int[] shape,
            int[] aStrides,
            int[] bStrides,
            Pointwise then)
            implements Step {
        /** What is done to a pair. */
        public enum Operator {
            ADD,
            SUBTRACT,
            MULTIPLY,
            DIVIDE,
            POWER,
            MINIMUM,
            MAXIMUM
        }

        @Override
        public List<Operand> reads() {
            return List.of(a, b);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /**
     * Reduces the middle axis of [outer, length, inner] to [outer, inner].
     *
     * @param y outer · inner elements
     */
    record Reduction(
            Kind kind, Operand x, Operand y, int outer, int length, int inner, Pointwise then)
            implements Step {
        /** What the elements become. */
        public enum Kind {
            SUM,
            MEAN,
            MAXIMUM
        }

        @Override
        public List<Operand> reads() {
            return List.of(x);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /** e^x over its sum along the middle axis of [outer, length, inner], without overflow. */
    record Softmax(Operand x, Operand y, int outer, int length, int inner) implements Step {
        @Override
        public List<Operand> reads() {
            return List.of(x);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /**
     * (x − mean) / √(variance + epsilon) · scale + bias over the last axis of [rows, length].
     *
     * @param scale [length]
     * @param bias [length], or null
     */
    record LayerNormalization(
            Operand x, Operand scale, Operand bias, Operand y, int rows, int length, float epsilon)
            implements Step {
        @Override
        public List<Operand> reads() {
            return bias == null ? List.of(x, scale) : List.of(x, scale, bias);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /**
     * Moves elements: transposing, slicing, joining, repeating. Element (i_0, …) of {@code shape}
     * is read at {@code xOffset + Σ i_k · xStrides_k} and written at {@code yOffset + Σ i_k ·
     * yStrides_k}; a stride may be negative, or 0 on the side of x. Also turns whole numbers into
     * fractions and back when the element types differ (toward zero).
     */
    record Copy(
            Operand x,
            Operand y,
            int[] shape,
            int xOffset,
            int[] xStrides,
            int yOffset,
            int[] yStrides)
            implements Step {
        @Override
        public List<Operand> reads() {
            return List.of(x);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }

    /**
     * Picks slices of the middle axis of [outer, length, inner] by number: y[o, j, i] = x[o,
     * indices[j], i]. A negative number counts from the end; one out of range reads the nearest.
     *
     * @param indices {@code count} whole numbers
     * @param y [outer, count, inner]
     */
    record Gather(
            Operand x, Operand indices, Operand y, int outer, int length, int inner, int count)
            implements Step {
        @Override
        public List<Operand> reads() {
            return List.of(x, indices);
        }

        @Override
        public Operand writes() {
            return y;
        }
    }
}
