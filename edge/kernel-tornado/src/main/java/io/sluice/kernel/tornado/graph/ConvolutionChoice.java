package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.tornado.kernels.ConvolutionKernels;

/** Which kernel computes a convolution, by device and shape, and how it is launched. */
enum ConvolutionChoice {
    PLAIN,
    BLOCKED,
    TILED;

    private static final int CPU_GROUP = 16;
    private static final int GPU_GROUP = 64;

    static ConvolutionChoice of(DeviceLimits device, Convolution step) {
        if (step.groups() != 1) {
            return PLAIN;
        }
        int pixels = pixels(step);
        if (device.kind() == DeviceClass.CPU) {
            boolean fillsBlock =
                    pixels >= ConvolutionKernels.BLOCK_PIXELS
                            && step.filters() >= ConvolutionKernels.BLOCK_FILTERS;
            return fillsBlock ? BLOCKED : PLAIN;
        }
        int items = ConvolutionKernels.TILE_ITEMS * ConvolutionKernels.TILE_ITEMS;
        boolean fillsTile =
                pixels >= ConvolutionKernels.TILE / 4
                        && step.filters() >= ConvolutionKernels.TILE / 4;
        return fillsTile && device.isGpuWith(items, ConvolutionKernels.TILE_BYTES) ? TILED : PLAIN;
    }

    Launch launch(Convolution step) {
        int pixels = pixels(step);
        return switch (this) {
            case PLAIN -> Launch.grid(pixels, step.filters(), step.images(), GPU_GROUP, 1);
            case BLOCKED ->
                    Launch.grid(
                            Launch.blocks(pixels, ConvolutionKernels.BLOCK_PIXELS),
                            Launch.blocks(step.filters(), ConvolutionKernels.BLOCK_FILTERS),
                            step.images(),
                            CPU_GROUP,
                            1);
            case TILED ->
                    Launch.groups(
                            Launch.blocks(pixels, ConvolutionKernels.TILE),
                            Launch.blocks(step.filters(), ConvolutionKernels.TILE),
                            step.images(),
                            ConvolutionKernels.TILE_ITEMS,
                            ConvolutionKernels.TILE_ITEMS);
        };
    }

    private static int pixels(Convolution step) {
        return step.window().outHeight() * step.window().outWidth();
    }
}
