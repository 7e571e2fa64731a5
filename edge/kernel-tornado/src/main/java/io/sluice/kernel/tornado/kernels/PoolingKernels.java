package io.sluice.kernel.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The greatest or the mean of each window, with the packed sizes of {@link ConvolutionKernels}. The
 * function f is an {@link Activation}.
 */
public final class PoolingKernels {
    private PoolingKernels() {}

    /**
     * One output element per work item.
     *
     * <p>Launch: [output pixels, planes, 1], the first rounded up; any work-group of one plane.
     */
    public static void maximum(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            int size,
            int outSize,
            int extent,
            int stride,
            int dilation,
            int padding,
            int kind,
            float p,
            float q) {
        int height = size >> 16;
        int width = size & 0xffff;
        int outWidth = outSize & 0xffff;
        int outPlane = (outSize >> 16) * outWidth;
        int pixel = context.globalIdx;
        int plane = context.globalIdy;
        if (pixel < outPlane) {
            int top = pixel / outWidth * (stride >> 16) - (padding >> 16);
            int left = pixel % outWidth * (stride & 0xffff) - (padding & 0xffff);
            float greatest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < (extent >> 16); i++) {
                int row = top + i * (dilation >> 16);
                for (int j = 0; j < (extent & 0xffff); j++) {
                    int column = left + j * (dilation & 0xffff);
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        float value = x.get((plane * height + row) * width + column);
                        greatest = Numbers.greater(greatest, value);
                    }
                }
            }
            y.set(plane * outPlane + pixel, Activation.apply(kind, p, q, greatest));
        }
    }

    /**
     * One output element per work item; {@code countsPadding} is 1 where padding counts as zeros.
     *
     * <p>Launch: [output pixels, planes, 1], the first rounded up; any work-group of one plane.
     */
    public static void mean(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            int size,
            int outSize,
            int extent,
            int stride,
            int dilation,
            int padding,
            int countsPadding,
            int kind,
            float p,
            float q) {
        int height = size >> 16;
        int width = size & 0xffff;
        int outWidth = outSize & 0xffff;
        int outPlane = (outSize >> 16) * outWidth;
        int pixel = context.globalIdx;
        int plane = context.globalIdy;
        if (pixel < outPlane) {
            int top = pixel / outWidth * (stride >> 16) - (padding >> 16);
            int left = pixel % outWidth * (stride & 0xffff) - (padding & 0xffff);
            float sum = 0f;
            int seen = 0;
            for (int i = 0; i < (extent >> 16); i++) {
                int row = top + i * (dilation >> 16);
                for (int j = 0; j < (extent & 0xffff); j++) {
                    int column = left + j * (dilation & 0xffff);
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        sum += x.get((plane * height + row) * width + column);
                        seen++;
                    }
                }
            }
            if (countsPadding == 1) {
                seen = (extent >> 16) * (extent & 0xffff);
            }
            y.set(plane * outPlane + pixel, Activation.apply(kind, p, q, sum / seen));
        }
    }
}
