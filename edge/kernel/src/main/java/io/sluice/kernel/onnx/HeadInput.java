package io.sluice.kernel.onnx;

/** How the tensor at a cut becomes the one row of numbers that a linear head reads. */
public enum HeadInput {
    /**
     * {@link #FLATTEN} for images of up to {@link #MOST_FLAT} values, {@link #MEAN} for larger ones
     * and for tokens.
     */
    AUTO,
    /**
     * [N, C, H, W] to its C means over the image, [N, T, D] to its D means over the tokens; where
     * the stage is given an attention mask, over the tokens that it marks.
     */
    MEAN,
    /** All values in a row. */
    FLATTEN,
    /** The first token of [N, T, D], which many encoders train to stand for the whole. */
    FIRST;

    /** Heads wider than this cost more than they bring. */
    public static final int MOST_FLAT = 4096;
}
