package io.sluice.kernel.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Products of matrices, C = f(alpha · A·B + bias), with a batch of them in the third dimension of
 * the launch.
 *
 * <p>All have the same arguments. Element (i, t) of A lies at {@code aRow·i + aColumn·t}, element
 * (t, j) of B at {@code bRow·t + bColumn·j}, so that a transposed matrix is one with its strides
 * exchanged. {@code offsets} holds the place of A and that of B for each product of the batch. The
 * function f is an {@link Activation}.
 */
public final class MatMulKernels {
    /** Columns per work item of {@link #blocked} and {@link #row}. */
    public static final int BLOCK_COLUMNS = 8;

    /** Rows per work item of {@link #blocked}. */
    public static final int BLOCK_ROWS = 4;

    /** Rows and columns per work-group of {@link #tiled}. */
    public static final int TILE = 64;

    /** Work items of {@link #tiled} in each dimension of a work-group. */
    public static final int TILE_ITEMS = 16;

    /** Local memory of a work-group of {@link #tiled}. */
    public static final int TILE_BYTES = 2 * 1024 * Float.BYTES;

    private MatMulKernels() {}

    /**
     * One element of C per work item. For GPUs and products too small for a tile.
     *
     * <p>Launch: [n, m, products], rounded up; any work-group.
     */
    public static void plain(
            KernelContext context,
            FloatArray a,
            FloatArray b,
            FloatArray bias,
            FloatArray c,
            IntArray offsets,
            int m,
            int n,
            int k,
            int aRow,
            int aColumn,
            int bRow,
            int bColumn,
            float alpha,
            int hasBias,
            int kind,
            float p,
            float q) {
        int column = context.globalIdx;
        int row = context.globalIdy;
        int entry = context.globalIdz;
        if (column < n && row < m) {
            int left = offsets.get(2 * entry) + row * aRow;
            int right = offsets.get(2 * entry + 1) + column * bColumn;
            float sum = 0f;
            for (int t = 0; t < k; t++) {
                sum += a.get(left + t * aColumn) * b.get(right + t * bRow);
            }
            float value = alpha * sum;
            if (hasBias == 1) {
                value += bias.get(column);
            }
            c.set((entry * m + row) * n + column, Activation.apply(kind, p, q, value));
        }
    }

    /**
     * One row and {@value #BLOCK_COLUMNS} columns of C per work item, in registers. For CPU devices
     * with at least that many columns.
     *
     * <p>Launch: [n / {@value #BLOCK_COLUMNS}, m, products], the first rounded up; any work-group
     * of one row. A block that would reach beyond the last column is moved back, so that two work
     * items write the same values where they overlap.
     */
    public static void row(
            KernelContext context,
            FloatArray a,
            FloatArray b,
            FloatArray bias,
            FloatArray c,
            IntArray offsets,
            int m,
            int n,
            int k,
            int aRow,
            int aColumn,
            int bRow,
            int bColumn,
            float alpha,
            int hasBias,
            int kind,
            float p,
            float q) {
        int column = TornadoMath.min(context.globalIdx * 8, n - 8);
        int row = context.globalIdy;
        int entry = context.globalIdz;
        int left = offsets.get(2 * entry) + row * aRow;
        int right = offsets.get(2 * entry + 1) + column * bColumn;
        int to = (entry * m + row) * n + column;
        float[] sums = new float[8];
        for (int j = 0; j < 8; j++) {
            sums[j] = 0f;
        }
        for (int t = 0; t < k; t++) {
            float value = a.get(left + t * aColumn);
            for (int j = 0; j < 8; j++) {
                sums[j] += value * b.get(right + t * bRow + j * bColumn);
            }
        }
        for (int j = 0; j < 8; j++) {
            float value = alpha * sums[j];
            if (hasBias == 1) {
                value += bias.get(column + j);
            }
            c.set(to + j, Activation.apply(kind, p, q, value));
        }
    }

    /**
     * {@value #BLOCK_ROWS} rows and {@value #BLOCK_COLUMNS} columns of C per work item, in
     * registers. For CPU devices, whose local memory is no nearer than any other, with at least
     * that many rows and columns.
     *
     * <p>Launch: [n / {@value #BLOCK_COLUMNS}, m / {@value #BLOCK_ROWS}, products], rounded up; any
     * work-group. A block that would reach beyond the last row or column is moved back, so that two
     * work items write the same values where they overlap.
     */
    public static void blocked(
            KernelContext context,
            FloatArray a,
            FloatArray b,
            FloatArray bias,
            FloatArray c,
            IntArray offsets,
            int m,
            int n,
            int k,
            int aRow,
            int aColumn,
            int bRow,
            int bColumn,
            float alpha,
            int hasBias,
            int kind,
            float p,
            float q) {
        int column = TornadoMath.min(context.globalIdx * 8, n - 8);
        int row = TornadoMath.min(context.globalIdy * 4, m - 4);
        int entry = context.globalIdz;
        int left = offsets.get(2 * entry) + row * aRow;
        int right = offsets.get(2 * entry + 1) + column * bColumn;
        int to = (entry * m + row) * n + column;
        float[] sums = new float[32];
        for (int i = 0; i < 32; i++) {
            sums[i] = 0f;
        }
        for (int t = 0; t < k; t++) {
            for (int i = 0; i < 4; i++) {
                float value = a.get(left + i * aRow + t * aColumn);
                for (int j = 0; j < 8; j++) {
                    sums[i * 8 + j] += value * b.get(right + t * bRow + j * bColumn);
                }
            }
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 8; j++) {
                float value = alpha * sums[i * 8 + j];
                if (hasBias == 1) {
                    value += bias.get(column + j);
                }
                c.set(to + i * n + j, Activation.apply(kind, p, q, value));
            }
        }
    }

    /**
     * A tile of {@value #TILE} × {@value #TILE} elements of C per work-group, 4 × 4 of them in the
     * registers of each work item, with 16 columns of A and 16 rows of B at a time in local memory.
     * For GPUs. What a tile has beyond the matrices is zero when read and not written.
     *
     * <p>Launch: [n / 4, m / 4, products], rounded up to whole tiles; work-group [{@value
     * #TILE_ITEMS}, {@value #TILE_ITEMS}, 1]. Neighbouring work items read neighbouring elements of
     * B and of local memory.
     */
    public static void tiled(
            KernelContext context,
            FloatArray a,
            FloatArray b,
            FloatArray bias,
            FloatArray c,
            IntArray offsets,
            int m,
            int n,
            int k,
            int aRow,
            int aColumn,
            int bRow,
            int bColumn,
            float alpha,
            int hasBias,
            int kind,
            float p,
            float q) {
        float[] leftTile = context.allocateFloatLocalArray(1024);
        float[] rightTile = context.allocateFloatLocalArray(1024);
        float[] sums = new float[16];
        int x = context.localIdx;
        int y = context.localIdy;
        int entry = context.globalIdz;
        int firstColumn = context.groupIdx * 64;
        int firstRow = context.groupIdy * 64;
        int left = offsets.get(2 * entry);
        int right = offsets.get(2 * entry + 1);
        for (int i = 0; i < 16; i++) {
            sums[i] = 0f;
        }
        for (int from = 0; from < k; from += 16) {
            for (int i = 0; i < 4; i++) {
                int row = firstRow + y + 16 * i;
                int column = firstColumn + x + 16 * i;
                float leftValue = 0f;
                float rightValue = 0f;
                if (row < m && from + x < k) {
                    leftValue = a.get(left + row * aRow + (from + x) * aColumn);
                }
                if (column < n && from + y < k) {
                    rightValue = b.get(right + (from + y) * bRow + column * bColumn);
                }
                leftTile[(y + 16 * i) * 16 + x] = leftValue;
                rightTile[y * 64 + x + 16 * i] = rightValue;
            }
            context.localBarrier();
            for (int t = 0; t < 16; t++) {
                for (int i = 0; i < 4; i++) {
                    float value = leftTile[(y + 16 * i) * 16 + t];
                    for (int j = 0; j < 4; j++) {
                        sums[i * 4 + j] += value * rightTile[t * 64 + x + 16 * j];
                    }
                }
            }
            context.localBarrier();
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                int row = firstRow + y + 16 * i;
                int column = firstColumn + x + 16 * j;
                if (row < m && column < n) {
                    float value = alpha * sums[i * 4 + j];
                    if (hasBias == 1) {
                        value += bias.get(column);
                    }
                    c.set((entry * m + row) * n + column, Activation.apply(kind, p, q, value));
                }
            }
        }
    }
}
