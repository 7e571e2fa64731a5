package io.sluice.kernel.tornado.library;

import uk.ac.manchester.tornado.runtime.library.spi.LibraryInvocation;

/**
 * cuDNN's convolution as TornadoVM calls it: cross-correlation of [n, c, h, w] with filters [k, c,
 * r, s], one padding and one stride for both axes, (h + 2·padding − r) / stride + 1 rows.
 */
public final class PlainCuDnn extends PlainLibrary {
    @Override
    public String libraryName() {
        return "nvidia/cudnn";
    }

    @Override
    void compute(String function, LibraryInvocation call) {
        if (!function.equals("cudnnConv2d")) {
            throw new IllegalArgumentException(function);
        }
        int n = whole(call, 3);
        int c = whole(call, 4);
        int h = whole(call, 5);
        int w = whole(call, 6);
        int k = whole(call, 7);
        int r = whole(call, 8);
        int s = whole(call, 9);
        int padding = whole(call, 10);
        int stride = whole(call, 11);
        int rows = (h + 2 * padding - r) / stride + 1;
        int columns = (w + 2 * padding - s) / stride + 1;
        float[] x = read(call, 0, n * c * h * w);
        float[] filters = read(call, 1, k * c * r * s);
        float[] y = new float[n * k * rows * columns];
        for (int at = 0; at < y.length; at++) {
            int top = at / columns % rows * stride - padding;
            int left = at % columns * stride - padding;
            int filter = at / columns / rows % k;
            int image = at / columns / rows / k;
            double sum = 0;
            for (int tap = 0; tap < c * r * s; tap++) {
                int row = top + tap / s % r;
                int column = left + tap % s;
                if (row >= 0 && row < h && column >= 0 && column < w) {
                    int channel = tap / s / r;
                    sum +=
                            (double) x[((image * c + channel) * h + row) * w + column]
                                    * filters[filter * c * r * s + tap];
                }
            }
            y[at] = (float) sum;
        }
        write(call, 2, y);
    }
}
