package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.Pooling;
import io.sluice.kernel.compiler.Step.Window;

/** What steps over windows compute. */
final class WindowInterpreter {
    private WindowInterpreter() {}

    /** Is given the place of each element of a window that lies inside the input. */
    private interface Visitor {
        /**
         * @param at the element's place in its plane
         * @param tap its place in the window
         */
        void visit(int at, int tap);
    }

    static void convolve(Convolution s, float[] x, float[] weights, float[] bias, float[] y) {
        Window w = s.window();
        int plane = w.height() * w.width();
        int outPlane = w.outHeight() * w.outWidth();
        int taps = w.kernelHeight() * w.kernelWidth();
        int channels = s.channels() / s.groups();
        double[] sum = new double[1];
        for (int i = 0; i < s.images() * s.filters() * outPlane; i++) {
            int filter = i / outPlane % s.filters();
            int image = i / outPlane / s.filters();
            int group = filter / (s.filters() / s.groups());
            sum[0] = bias == null ? 0 : bias[filter];
            for (int channel = 0; channel < channels; channel++) {
                int from = (image * s.channels() + group * channels + channel) * plane;
                int kernel = (filter * channels + channel) * taps;
                visit(
                        w,
                        i % outPlane,
                        (at, tap) -> sum[0] += (double) x[from + at] * weights[kernel + tap]);
            }
            y[i] = (float) PointwiseInterpreter.apply(s.then(), sum[0]);
        }
    }

    static void pool(Pooling s, float[] x, float[] y) {
        Window w = s.window();
        int plane = w.height() * w.width();
        int outPlane = w.outHeight() * w.outWidth();
        double[] seen = new double[3];
        for (int i = 0; i < s.planes() * outPlane; i++) {
            int from = i / outPlane * plane;
            seen[0] = 0;
            seen[1] = 0;
            seen[2] = Double.NEGATIVE_INFINITY;
            visit(
                    w,
                    i % outPlane,
                    (at, tap) -> {
                        seen[0]++;
                        seen[1] += x[from + at];
                        seen[2] = Math.max(seen[2], x[from + at]);
                    });
            double count = s.countsPadding() ? w.kernelHeight() * w.kernelWidth() : seen[0];
            double result = s.average() ? seen[1] / count : seen[2];
            y[i] = (float) PointwiseInterpreter.apply(s.then(), result);
        }
    }

    private static void visit(Window w, int out, Visitor visitor) {
        int top = out / w.outWidth() * w.strideHeight() - w.padTop();
        int left = out % w.outWidth() * w.strideWidth() - w.padLeft();
        for (int i = 0; i < w.kernelHeight(); i++) {
            for (int j = 0; j < w.kernelWidth(); j++) {
                int row = top + i * w.dilationHeight();
                int column = left + j * w.dilationWidth();
                if (row >= 0 && row < w.height() && column >= 0 && column < w.width()) {
                    visitor.visit(row * w.width() + column, i * w.kernelWidth() + j);
                }
            }
        }
    }
}
