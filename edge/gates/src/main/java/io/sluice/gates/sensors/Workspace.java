package io.sluice.gates.sensors;

/**
 * Room for the intermediate values of one decision, so that rules are immutable and yet allocate
 * nothing. It belongs to one thread and may serve any number of rules, one after the other; what is
 * in it means nothing between calls.
 */
public final class Workspace {
    private float[] floats = new float[0];
    private double[] doubles = new double[0];

    /** At least so many floats, of any value. */
    float[] floats(int count) {
        if (floats.length < count) {
            floats = new float[count];
        }
        return floats;
    }

    /** At least so many doubles, of any value. */
    double[] doubles(int count) {
        if (doubles.length < count) {
            doubles = new double[count];
        }
        return doubles;
    }
}
