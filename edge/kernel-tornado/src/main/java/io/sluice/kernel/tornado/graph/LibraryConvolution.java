package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.Window;
import java.util.Optional;

/**
 * The arguments of TornadoVM's call of cuDNN's convolution beside its arrays. It has one padding
 * and one stride for both axes, neither groups nor dilation, and makes (length + 2 · padding −
 * kernel) / stride + 1 results of an axis, rounded down.
 */
record LibraryConvolution(int padding, int stride) {
    /** Nothing when the call does not take the shape. */
    static Optional<LibraryConvolution> of(Convolution step) {
        Window w = step.window();
        boolean square =
                step.groups() == 1
                        && (w.dilationHeight() == 1 || w.kernelHeight() == 1)
                        && (w.dilationWidth() == 1 || w.kernelWidth() == 1)
                        && w.padTop() == w.padLeft()
                        && (w.strideHeight() == w.strideWidth() || w.outHeight() == 1);
        LibraryConvolution call = new LibraryConvolution(w.padLeft(), w.strideWidth());
        boolean fits =
                square
                        && call.results(w.height(), w.kernelHeight()) == w.outHeight()
                        && call.results(w.width(), w.kernelWidth()) == w.outWidth();
        return fits ? Optional.of(call) : Optional.empty();
    }

    private int results(int length, int kernel) {
        return (length + 2 * padding - kernel) / stride + 1;
    }
}
