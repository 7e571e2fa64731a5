package io.sluice.simulator;

import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;
import java.util.List;

/** A camera: 28x28 grey values that darkness, a veil of scattered light, noise and drops spoil. */
final class CameraView implements SensorView {
    private static final double DROP_DARKEST = 160;

    /**
     * What a context does to the picture.
     *
     * @param gain what is left of the scene's contrast, 0 to 1
     * @param veil grey value that scattered light adds, 0 to 255
     * @param noise standard deviation of each pixel, grey values
     * @param drops share of the pixels at which a drop or flake begins, 0 to 1
     * @param dropLength pixels that it covers, downwards
     */
    record Conditions(double gain, double veil, double noise, double drops, int dropLength) {}

    private final List<Conditions> contexts;

    CameraView(List<Conditions> contexts) {
        this.contexts = List.copyOf(contexts);
    }

    @Override
    public DType dtype() {
        return DType.UINT8;
    }

    @Override
    public int[] shape() {
        return new int[] {1, SCENE, SCENE};
    }

    @Override
    public Tensor of(byte[] scene, int context, long seed) {
        Conditions conditions = contexts.get(context);
        SplitMix random = new SplitMix(seed);
        byte[] picture = new byte[scene.length];
        for (int pixel = 0; pixel < scene.length; pixel++) {
            double light = conditions.gain * (scene[pixel] & 0xff) + conditions.veil;
            picture[pixel] = grey(light + conditions.noise * random.gaussian());
        }
        if (conditions.drops > 0) {
            addDrops(picture, conditions, random);
        }
        return Tensor.ofBytes(shape(), picture);
    }

    private static void addDrops(byte[] picture, Conditions conditions, SplitMix random) {
        for (int pixel = 0; pixel < picture.length; pixel++) {
            if (random.uniform() < conditions.drops) {
                byte shade = grey(DROP_DARKEST + (255 - DROP_DARKEST) * random.uniform());
                int end = pixel + conditions.dropLength * SCENE;
                for (int wet = pixel; wet < end && wet < picture.length; wet += SCENE) {
                    picture[wet] = shade;
                }
            }
        }
    }

    private static byte grey(double light) {
        return (byte) Math.max(0, Math.min(255, Math.round(light)));
    }
}
