package io.sluice.simulator;

import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;

/**
 * A radar: 7x7 echoes, each the mean reflection of 4x4 pixels under multiplicative speckle. The
 * same in every weather.
 */
final class RadarView implements SensorView {
    private static final int CELL = 4;

    private final int looks;
    private final double floor;

    /**
     * @param looks how many echoes are averaged: speckle has a relative standard deviation of 1 /
     *     √looks
     * @param floor echo of an empty cell, where a white one has 1
     */
    RadarView(int looks, double floor) {
        this.looks = looks;
        this.floor = floor;
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public int[] shape() {
        return new int[] {1, SCENE / CELL, SCENE / CELL};
    }

    @Override
    public Tensor of(byte[] scene, int context, long seed) {
        SplitMix random = new SplitMix(seed);
        double[] means = SensorView.blocks(scene, CELL);
        float[] echoes = new float[means.length];
        for (int cell = 0; cell < echoes.length; cell++) {
            double speckle = 0;
            for (int look = 0; look < looks; look++) {
                speckle += random.exponential() / looks;
            }
            echoes[cell] = (float) ((means[cell] + floor) * speckle);
        }
        return Tensor.ofFloats(shape(), echoes);
    }
}
