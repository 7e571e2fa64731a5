package io.sluice.gates.fit;

import java.util.Random;

/** A made-up ladder: each exit sees the class through less noise than the one before. */
final class SyntheticSample implements FeatureTable {
    private final float[][] features;
    private final int[] widths;
    private final int[] labels;

    SyntheticSample(long seed, int rows, int classes, double[] noise, int... widths) {
        this.widths = widths;
        Random random = new Random(seed);
        labels = new int[rows];
        features = new float[widths.length][];
        for (int row = 0; row < rows; row++) {
            labels[row] = row < 8 * classes ? row % classes : random.nextInt(classes);
        }
        double[] hardness = new double[rows];
        for (int row = 0; row < rows; row++) {
            hardness[row] = 3 * random.nextDouble();
        }
        for (int exit = 0; exit < widths.length; exit++) {
            float[][] centres = new float[classes][widths[exit]];
            for (float[] centre : centres) {
                for (int j = 0; j < centre.length; j++) {
                    centre[j] = (float) random.nextGaussian();
                }
            }
            features[exit] = new float[rows * widths[exit]];
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < widths[exit]; j++) {
                    double noisy = noise[exit] * hardness[row] * random.nextGaussian();
                    features[exit][row * widths[exit] + j] =
                            (float) (5 + 2 * (centres[labels[row]][j] + noisy));
                }
            }
        }
    }

    /** Five classes, three exits of a few features. */
    static SyntheticSample small(long seed, int rows) {
        return new SyntheticSample(seed, rows, 5, new double[] {1.5, 1, .5}, 7, 8, 9);
    }

    FitSample sample(int classes, double... costs) {
        return new FitSample(this, labels, classes, costs);
    }

    int[] labels() {
        return labels;
    }

    void set(int exit, int row, int index, float value) {
        features[exit][row * widths[exit] + index] = value;
    }

    @Override
    public int rows() {
        return labels.length;
    }

    @Override
    public int exits() {
        return widths.length;
    }

    @Override
    public int width(int exit) {
        return widths[exit];
    }

    @Override
    public void read(int exit, int row, float[] target, int offset) {
        System.arraycopy(features[exit], row * widths[exit], target, offset, widths[exit]);
    }
}
