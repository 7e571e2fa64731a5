package io.sluice.simulator;

import java.nio.file.Path;

/** The settings of the example, and images that need no file. */
final class Example {
    static final long START = 1_790_000_000_000L;
    static final SimulatorSettings SETTINGS =
            SimulatorSettings.read(Path.of("../../jobs/examples/sensors/simulator.yaml"));
    static final int CAMERA = SETTINGS.sensor("camera");
    static final int RADAR = SETTINGS.sensor("radar");
    static final int LIDAR = SETTINGS.sensor("lidar");

    private Example() {}

    /** Bright squares of different sizes, one per class. */
    static LabelledImages squares() {
        byte[][] pixels = new byte[10][SensorView.SCENE * SensorView.SCENE];
        int[] labels = new int[10];
        for (int image = 0; image < 10; image++) {
            labels[image] = image;
            for (int row = 4; row < 14 + image; row++) {
                for (int column = 4; column < 14 + image; column++) {
                    pixels[image][row * SensorView.SCENE + column] = (byte) 200;
                }
            }
        }
        return new LabelledImages(pixels, labels);
    }

    static SimulatedDevice device(long seed) {
        return new SimulatedDevice(SETTINGS, squares(), "device-0", seed, START);
    }

    static int context(String name) {
        return SETTINGS.contexts().indexOf(name);
    }
}
