package io.sluice.simulator;

import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;
import java.util.List;

/**
 * A lidar: 14x14 ranges, 0 to 1. A garment hangs before a wall at range 1; its outline is sharp and
 * its relief smooth, so a print that a camera sees is lost. A beam that does not come back has the
 * range 0; one that a drop throws back too early has a range before the true one.
 */
final class LidarView implements SensorView {
    private static final int CELL = 2;
    private static final int CELLS = SCENE / CELL;
    private static final double OUTLINE = 0.1;
    private static final double SURFACE = 0.7;
    private static final double RELIEF = 0.4;

    /**
     * What a context does to the ranges.
     *
     * @param noise standard deviation of a range
     * @param dropouts share of beams that do not come back
     * @param falseReturns share of the others that come back from a drop or flake
     */
    record Conditions(double noise, double dropouts, double falseReturns) {}

    private final List<Conditions> contexts;

    LidarView(List<Conditions> contexts) {
        this.contexts = List.copyOf(contexts);
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public int[] shape() {
        return new int[] {1, CELLS, CELLS};
    }

    @Override
    public Tensor of(byte[] scene, int context, long seed) {
        Conditions conditions = contexts.get(context);
        SplitMix random = new SplitMix(seed);
        double[] means = SensorView.blocks(scene, CELL);
        float[] ranges = new float[means.length];
        for (int cell = 0; cell < ranges.length; cell++) {
            double range = 1;
            if (means[cell] > OUTLINE) {
                range = SURFACE - RELIEF * neighbourhood(means, cell);
            }
            ranges[cell] = (float) measured(range, conditions, random);
        }
        return Tensor.ofFloats(shape(), ranges);
    }

    private static double measured(double range, Conditions conditions, SplitMix random) {
        if (random.uniform() < conditions.dropouts) {
            return 0;
        }
        if (random.uniform() < conditions.falseReturns) {
            return range * random.uniform();
        }
        return Math.max(0, range + conditions.noise * random.gaussian());
    }

    /** The mean of a cell and those around it. */
    private static double neighbourhood(double[] means, int cell) {
        double sum = 0;
        int count = 0;
        for (int row = cell / CELLS - 1; row <= cell / CELLS + 1; row++) {
            for (int column = cell % CELLS - 1; column <= cell % CELLS + 1; column++) {
                if (row >= 0 && row < CELLS && column >= 0 && column < CELLS) {
                    sum += means[row * CELLS + column];
                    count++;
                }
            }
        }
        return sum / count;
    }
}
