package io.sluice.gates.fit;

/** Runs a head over rows of a feature table, a block at a time. */
final class HeadForward {
    private static final int BLOCK = 256;

    private HeadForward() {}

    /** The logits of the rows, in their order: {@code [rows.length · classes]}. */
    static float[] logits(LinearHead head, FeatureTable features, int exit, int[] rows) {
        int width = features.width(exit);
        if (width != head.width()) {
            throw new IllegalArgumentException(
                    "exit "
                            + exit
                            + " has "
                            + width
                            + " features, its head was made for "
                            + head.width());
        }
        int classes = head.classes();
        float[][] weights = new float[classes][width];
        float[] flat = head.weights();
        for (int c = 0; c < classes; c++) {
            System.arraycopy(flat, c * width, weights[c], 0, width);
        }
        float[] bias = head.bias();
        float[][] block = new float[BLOCK][width];
        float[][] columns = new float[width][BLOCK];
        float[][] some = new float[classes][BLOCK];
        float[] logits = new float[rows.length * classes];
        for (int from = 0; from < rows.length; from += BLOCK) {
            int count = Math.min(BLOCK, rows.length - from);
            for (int r = 0; r < count; r++) {
                features.read(exit, rows[from + r], block[r], 0);
            }
            Dense.transpose(block, count, columns);
            Dense.forward(columns, count, weights, bias, some);
            for (int r = 0; r < count; r++) {
                for (int c = 0; c < classes; c++) {
                    logits[(from + r) * classes + c] = some[c][r];
                }
            }
        }
        return logits;
    }
}
