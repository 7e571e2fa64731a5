package io.sluice.simulator;

import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What devices with all sensors on would have seen: a row per device and tick, in the order of
 * time, all devices at each tick. For fitting and for evaluation. Views are made when they are
 * asked for and are those of a {@link SimulatedDevice} of the same seed.
 */
public final class SensorRecording {
    private final SimulatorSettings settings;
    private final LabelledImages images;
    private final long startMillis;
    private final List<String> keys;
    private final List<Scene.Moment> moments;

    private SensorRecording(
            SimulatorSettings settings,
            LabelledImages images,
            long startMillis,
            List<String> keys,
            List<Scene.Moment> moments) {
        this.settings = settings;
        this.images = images;
        this.startMillis = startMillis;
        this.keys = keys;
        this.moments = moments;
    }

    /**
     * Records devices, which are called {@code device-0} and so on.
     *
     * @param seed that {@link #deviceSeed} makes the devices' seeds of
     * @param startMillis the time of tick 0
     */
    public static SensorRecording of(
            SimulatorSettings settings,
            LabelledImages images,
            int devices,
            int ticks,
            long seed,
            long startMillis) {
        List<String> keys = new ArrayList<>();
        List<Scene> scenes = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            keys.add("device-" + device);
            scenes.add(new Scene(settings.weather(), images.size(), deviceSeed(seed, device)));
        }
        List<Scene.Moment> moments = new ArrayList<>(devices * ticks);
        for (int tick = 0; tick < ticks; tick++) {
            scenes.forEach(scene -> moments.add(scene.next()));
        }
        return new SensorRecording(settings, images, startMillis, keys, moments);
    }

    /** The seed of a device of a recording. */
    public static long deviceSeed(long seed, int device) {
        return SplitMix.seed(seed, device);
    }

    public SimulatorSettings settings() {
        return settings;
    }

    public int rows() {
        return moments.size();
    }

    /** The device of a row. */
    public String key(int row) {
        return keys.get(row % keys.size());
    }

    public long tick(int row) {
        return moments.get(row).tick();
    }

    /** The time of a row's tick, without the offsets and jitter of sensors. */
    public long timeMillis(int row) {
        return startMillis + tick(row) * settings.period().toMillis();
    }

    /** Index of the weather. */
    public int context(int row) {
        return moments.get(row).context();
    }

    /** The true class. */
    public int label(int row) {
        return images.labels()[moments.get(row).image()];
    }

    /** The view of a sensor; made anew at each call. */
    public Tensor view(int row, int sensor) {
        Scene.Moment moment = moments.get(row);
        return settings.sensors()
                .get(sensor)
                .view()
                .of(images.pixels()[moment.image()], moment.context(), moment.viewSeed(sensor));
    }
}
