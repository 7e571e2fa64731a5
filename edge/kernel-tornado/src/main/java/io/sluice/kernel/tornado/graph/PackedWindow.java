package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.compiler.Step.Window;

/** A window with a height and a width in one number each, as kernels take it. */
record PackedWindow(int size, int outSize, int kernel, int stride, int dilation, int padding) {
    private static final int MOST = 0x7fff;

    /**
     * @throws UnsupportedStageException when a number has more than fifteen bits, or is negative
     */
    static PackedWindow of(Window w) {
        return new PackedWindow(
                pack(w, w.height(), w.width()),
                pack(w, w.outHeight(), w.outWidth()),
                pack(w, w.kernelHeight(), w.kernelWidth()),
                pack(w, w.strideHeight(), w.strideWidth()),
                pack(w, w.dilationHeight(), w.dilationWidth()),
                pack(w, w.padTop(), w.padLeft()));
    }

    private static int pack(Window window, int height, int width) {
        if (height < 0 || height > MOST || width < 0 || width > MOST) {
            throw new UnsupportedStageException(
                    "each number of a window must be from 0 to " + MOST + ": " + window);
        }
        return height << 16 | width;
    }
}
