package io.sluice.kernel.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Convolutions in two dimensions, as products of the weights [filters, channels · taps] and a
 * matrix of windows [channels · taps, pixels] that is never written down.
 *
 * <p>All have the same arguments. What has a height and a width is one number, height · 2^16 +
 * width, because a task has at most twenty arguments. The function f is an {@link Activation}.
 * Arguments keep their names in the generated source: none may be a word of OpenCL C, such as
 * {@code kernel}.
 */
public final class ConvolutionKernels {
    /** Output pixels per work item of {@link #blocked}. */
    public static final int BLOCK_PIXELS = 8;

    /** Filters per work item of {@link #blocked}. */
    public static final int BLOCK_FILTERS = 4;

    /** Filters and output pixels per work-group of {@link #tiled}. */
    public static final int TILE = 64;

    /** Work items of {@link #tiled} in each dimension of a work-group. */
    public static final int TILE_ITEMS = 16;

    /** Local memory of a work-group of {@link #tiled}. */
    public static final int TILE_BYTES = 2 * 1024 * Float.BYTES;

    private ConvolutionKernels() {}

    /**
     * One output pixel of one filter per work item. For groups, depthwise convolutions and what is
     * too small for a block.
     *
     * <p>Launch: [output pixels, filters, images], the first rounded up; any work-group of one
     * filter.
     */
    public static void plain(
            KernelContext context,
            FloatArray x,
            FloatArray weights,
            FloatArray bias,
            FloatArray y,
            int channels,
            int filters,
            int groups,
            int size,
            int outSize,
            int extent,
            int stride,
            int dilation,
            int padding,
            int hasBias,
            int kind,
            float p,
            float q) {
        int height = size >> 16;
        int width = size & 0xffff;
        int outWidth = outSize & 0xffff;
        int outPlane = (outSize >> 16) * outWidth;
        int kernelHeight = extent >> 16;
        int kernelWidth = extent & 0xffff;
        int pixel = context.globalIdx;
        int filter = context.globalIdy;
        int image = context.globalIdz;
        if (pixel < outPlane) {
            int depth = channels / groups;
            int top = pixel / outWidth * (stride >> 16) - (padding >> 16);
            int left = pixel % outWidth * (stride & 0xffff) - (padding & 0xffff);
            int plane = (image * channels + filter / (filters / groups) * depth) * height * width;
            int weight = filter * depth * kernelHeight * kernelWidth;
            float sum = 0f;
            for (int channel = 0; channel < depth; channel++) {
                for (int i = 0; i < kernelHeight; i++) {
                    int row = top + i * (dilation >> 16);
                    for (int j = 0; j < kernelWidth; j++) {
                        int column = left + j * (dilation & 0xffff);
                        if (row >= 0 && row < height && column >= 0 && column < width) {
                            sum += x.get(plane + row * width + column) * weights.get(weight);
                        }
                        weight++;
                    }
                }
                plane += height * width;
            }
            if (hasBias == 1) {
                sum += bias.get(filter);
            }
            y.set((image * filters + filter) * outPlane + pixel, Activation.apply(kind, p, q, sum));
        }
    }

    /**
     * {@value #BLOCK_PIXELS} output pixels of {@value #BLOCK_FILTERS} filters per work item, in
     * registers. For CPU devices, one group, and at least that many pixels and filters.
     *
     * <p>Launch: [output pixels / {@value #BLOCK_PIXELS}, filters / {@value #BLOCK_FILTERS},
     * images], the first two rounded up; any work-group. A block that would reach beyond the last
     * pixel or filter is moved back, so that two work items write the same values where they
     * overlap.
     */
    public static void blocked(
            KernelContext context,
            FloatArray x,
            FloatArray weights,
            FloatArray bias,
            FloatArray y,
            int channels,
            int filters,
            int groups,
            int size,
            int outSize,
            int extent,
            int stride,
            int dilation,
            int padding,
            int hasBias,
            int kind,
            float p,
            float q) {
        int height = size >> 16;
        int width = size & 0xffff;
        int outWidth = outSize & 0xffff;
        int outPlane = (outSize >> 16) * outWidth;
        int kernelHeight = extent >> 16;
        int kernelWidth = extent & 0xffff;
        int pixel = TornadoMath.min(context.globalIdx * 8, outPlane - 8);
        int filter = TornadoMath.min(context.globalIdy * 4, filters - 4);
        int image = context.globalIdz;
        int taps = channels * kernelHeight * kernelWidth;
        int[] tops = new int[8];
        int[] lefts = new int[8];
        float[] window = new float[8];
        float[] sums = new float[32];
        for (int j = 0; j < 8; j++) {
            tops[j] = (pixel + j) / outWidth * (stride >> 16) - (padding >> 16);
            lefts[j] = (pixel + j) % outWidth * (stride & 0xffff) - (padding & 0xffff);
        }
        for (int i = 0; i < 32; i++) {
            sums[i] = 0f;
        }
        int plane = image * channels * height * width;
        int weight = filter * taps;
        for (int channel = 0; channel < channels; channel++) {
            for (int tapRow = 0; tapRow < kernelHeight; tapRow++) {
                for (int tapColumn = 0; tapColumn < kernelWidth; tapColumn++) {
                    for (int j = 0; j < 8; j++) {
                        int row = tops[j] + tapRow * (dilation >> 16);
                        int column = lefts[j] + tapColumn * (dilation & 0xffff);
                        window[j] = 0f;
                        if (row >= 0 && row < height && column >= 0 && column < width) {
                            window[j] = x.get(plane + row * width + column);
                        }
                    }
                    for (int i = 0; i < 4; i++) {
                        float value = weights.get(weight + i * taps);
                        for (int j = 0; j < 8; j++) {
                            sums[i * 8 + j] += value * window[j];
                        }
                    }
                    weight++;
                }
            }
            plane += height * width;
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 8; j++) {
                float sum = sums[i * 8 + j];
                if (hasBias == 1) {
                    sum += bias.get(filter + i);
                }
                y.set(
                        (image * filters + filter + i) * outPlane + pixel + j,
                        Activation.apply(kind, p, q, sum));
            }
        }
    }

    /**
     * A tile of {@value #TILE} filters × {@value #TILE} output pixels per work-group, 4 × 4 of them
     * in the registers of each work item, with 16 taps at a time in local memory. For GPUs and one
     * group. What a tile has beyond the output is zero when read and not written.
     *
     * <p>Launch: [output pixels / 4, filters / 4, images], rounded up to whole tiles; work-group
     * [{@value #TILE_ITEMS}, {@value #TILE_ITEMS}, 1]. Neighbouring work items read neighbouring
     * pixels.
     */
    public static void tiled(
            KernelContext context,
            FloatArray x,
            FloatArray weights,
            FloatArray bias,
            FloatArray y,
            int channels,
            int filters,
            int groups,
            int size,
            int outSize,
            int extent,
            int stride,
            int dilation,
            int padding,
            int hasBias,
            int kind,
            float p,
            float q) {
        int height = size >> 16;
        int width = size & 0xffff;
        int outWidth = outSize & 0xffff;
        int outPlane = (outSize >> 16) * outWidth;
        int kernelHeight = extent >> 16;
        int kernelWidth = extent & 0xffff;
        float[] weightTile = context.allocateFloatLocalArray(1024);
        float[] windowTile = context.allocateFloatLocalArray(1024);
        float[] sums = new float[16];
        int itemX = context.localIdx;
        int itemY = context.localIdy;
        int image = context.globalIdz;
        int firstPixel = context.groupIdx * 64;
        int firstFilter = context.groupIdy * 64;
        int area = kernelHeight * kernelWidth;
        int taps = channels * area;
        int plane = image * channels * height * width;
        for (int i = 0; i < 16; i++) {
            sums[i] = 0f;
        }
        for (int from = 0; from < taps; from += 16) {
            int tap = from + itemY;
            int channel = tap / area;
            int tapRow = tap % area / kernelWidth * (dilation >> 16) - (padding >> 16);
            int tapColumn = tap % kernelWidth * (dilation & 0xffff) - (padding & 0xffff);
            for (int i = 0; i < 4; i++) {
                int filter = firstFilter + itemY + 16 * i;
                int pixel = firstPixel + itemX + 16 * i;
                float weight = 0f;
                float value = 0f;
                if (filter < filters && from + itemX < taps) {
                    weight = weights.get(filter * taps + from + itemX);
                }
                int row = pixel / outWidth * (stride >> 16) + tapRow;
                int column = pixel % outWidth * (stride & 0xffff) + tapColumn;
                if (pixel < outPlane
                        && tap < taps
                        && row >= 0
                        && row < height
                        && column >= 0
                        && column < width) {
                    value = x.get(plane + (channel * height + row) * width + column);
                }
                weightTile[(itemY + 16 * i) * 16 + itemX] = weight;
                windowTile[itemY * 64 + itemX + 16 * i] = value;
            }
            context.localBarrier();
            for (int t = 0; t < 16; t++) {
                for (int i = 0; i < 4; i++) {
                    float weight = weightTile[(itemY + 16 * i) * 16 + t];
                    for (int j = 0; j < 4; j++) {
                        sums[i * 4 + j] += weight * windowTile[t * 64 + itemX + 16 * j];
                    }
                }
            }
            context.localBarrier();
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                int filter = firstFilter + itemY + 16 * i;
                int pixel = firstPixel + itemX + 16 * j;
                if (filter < filters && pixel < outPlane) {
                    float sum = sums[i * 4 + j];
                    if (hasBias == 1) {
                        sum += bias.get(filter);
                    }
                    y.set(
                            (image * filters + filter) * outPlane + pixel,
                            Activation.apply(kind, p, q, sum));
                }
            }
        }
    }
}
