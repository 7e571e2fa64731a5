package io.sluice.kernel.tornado.kernels;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** What one writes first: a loop over rows and columns, with TornadoVM choosing the launch. */
public final class NaiveMatMul {
    private NaiveMatMul() {}

    public static void multiply(FloatArray a, FloatArray b, FloatArray c, int m, int n, int k) {
        for (@Parallel int i = 0; i < m; i++) {
            for (@Parallel int j = 0; j < n; j++) {
                float sum = 0f;
                for (int t = 0; t < k; t++) {
                    sum += a.get(i * k + t) * b.get(t * n + j);
                }
                c.set(i * n + j, sum);
            }
        }
    }
}
