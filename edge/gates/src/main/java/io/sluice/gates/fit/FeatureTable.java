package io.sluice.gates.fit;

/**
 * The features that the inference modules of a ladder see, for every recorded sample: one vector
 * per exit and row. May be backed by a mapped file that is larger than memory; rows are read again
 * and again, in any order.
 *
 * <p><em>Threading</em>: read by several threads at once.
 */
public interface FeatureTable {
    int rows();

    /** The number of exits, the last one included. */
    int exits();

    /** How many numbers a row has at an exit; 0 when the exit's logits are given instead. */
    int width(int exit);

    /** Copies the features of one row at one exit to {@code target} from {@code offset} on. */
    void read(int exit, int row, float[] target, int offset);
}
