package io.sluice.simulator;

import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;

/**
 * What a sensor shows of a scene. A view is a function of the image, the context and the seed, and
 * of nothing else: not of time, nor of which other sensors are on.
 */
public interface SensorView {
    /** The side of a scene's image, pixels. */
    int SCENE = 28;

    DType dtype();

    /** The shape of a view, without a batch axis; a copy. */
    int[] shape();

    /**
     * The view.
     *
     * @param scene 28 rows of 28 grey values, 0 to 255
     * @param context index of the weather, in the order of {@link SimulatorSettings#contexts}
     * @param seed of this sensor at this sample
     */
    Tensor of(byte[] scene, int context, long seed);

    /** The means of square blocks of a scene, 0 to 1. */
    static double[] blocks(byte[] scene, int side) {
        int count = SCENE / side;
        double[] means = new double[count * count];
        for (int pixel = 0; pixel < scene.length; pixel++) {
            int block = pixel / SCENE / side * count + pixel % SCENE / side;
            means[block] += (scene[pixel] & 0xff) / (255.0 * side * side);
        }
        return means;
    }
}
