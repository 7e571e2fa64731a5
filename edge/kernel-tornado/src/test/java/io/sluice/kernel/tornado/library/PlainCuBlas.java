package io.sluice.kernel.tornado.library;

import uk.ac.manchester.tornado.runtime.library.spi.LibraryInvocation;

/**
 * cuBLAS's products as its documents give them: C = α·op(A)·op(B) + β·C for each entry of a batch,
 * matrices in columns of leading dimensions lda, ldb and ldc.
 */
public final class PlainCuBlas extends PlainLibrary {
    /** Where arguments stand in a call. */
    private record Places(int a, int b, int beta, int c, boolean batched) {}

    private static final Places SINGLE = new Places(6, 8, 10, 11, false);
    private static final Places BATCHED = new Places(6, 9, 12, 13, true);

    @Override
    public String libraryName() {
        return "nvidia/cublas";
    }

    @Override
    void compute(String function, LibraryInvocation call) {
        switch (function) {
            case "cublasSgemm" -> multiply(call, SINGLE);
            case "cublasSgemmStridedBatched" -> multiply(call, BATCHED);
            default -> throw new IllegalArgumentException(function);
        }
    }

    private static void multiply(LibraryInvocation call, Places at) {
        boolean transposeA = transposes(call, 0);
        boolean transposeB = transposes(call, 1);
        int m = whole(call, 2);
        int n = whole(call, 3);
        int k = whole(call, 4);
        float alpha = (float) call.getArg(5);
        int lda = leading(call, at.a(), transposeA ? k : m);
        int ldb = leading(call, at.b(), transposeB ? n : k);
        int ldc = leading(call, at.c(), m);
        if ((float) call.getArg(at.beta()) != 0) {
            throw new IllegalArgumentException("a product on top of another");
        }
        int count = at.batched() ? whole(call, at.c() + 3) : 1;
        int strideA = stride(call, at, at.a());
        int strideB = stride(call, at, at.b());
        int strideC = stride(call, at, at.c());
        float[] a =
                read(
                        call,
                        at.a(),
                        end(count, strideA, transposeA ? m : k, lda, transposeA ? k : m));
        float[] b =
                read(
                        call,
                        at.b(),
                        end(count, strideB, transposeB ? k : n, ldb, transposeB ? n : k));
        float[] c = new float[end(count, strideC, n, ldc, m)];
        for (int entry = 0; entry < count; entry++) {
            for (int column = 0; column < n; column++) {
                for (int row = 0; row < m; row++) {
                    double sum = 0;
                    for (int i = 0; i < k; i++) {
                        int left = transposeA ? i + row * lda : row + i * lda;
                        int right = transposeB ? column + i * ldb : i + column * ldb;
                        sum += (double) a[entry * strideA + left] * b[entry * strideB + right];
                    }
                    c[entry * strideC + row + column * ldc] = (float) (alpha * sum);
                }
            }
        }
        write(call, at.c(), c);
    }

    private static boolean transposes(LibraryInvocation call, int argument) {
        return switch (whole(call, argument)) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new IllegalArgumentException("operation " + call.getArg(argument));
        };
    }

    /** What the library refuses: stored columns that overlap. */
    private static int leading(LibraryInvocation call, int matrix, int rows) {
        int leading = whole(call, matrix + 1);
        if (leading < Math.max(1, rows)) {
            throw new IllegalArgumentException(
                    leading + " from one column of " + rows + " rows to the next");
        }
        return leading;
    }

    private static int stride(LibraryInvocation call, Places at, int matrix) {
        return at.batched() ? Math.toIntExact((long) call.getArg(matrix + 2)) : 0;
    }

    private static int end(int count, int stride, int columns, int leading, int rows) {
        return (count - 1) * stride + (columns - 1) * leading + rows;
    }
}
