package io.sluice.simulator;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * All that a simulation depends on but its seed and its images.
 *
 * @param period time between two ticks of a device
 * @param clockOffset the greatest offset of a sensor's clock from true time
 * @param jitter the greatest delay of a frame behind its tick, less than the period
 * @param contexts names of the weather's states
 * @param weather how it changes
 * @param sensors in the order of their index
 */
public record SimulatorSettings(
        Duration period,
        Duration clockOffset,
        Duration jitter,
        List<String> contexts,
        WeatherChain weather,
        List<SensorSettings> sensors) {

    public SimulatorSettings {
        contexts = List.copyOf(contexts);
        sensors = List.copyOf(sensors);
    }

    /**
     * Reads a settings file.
     *
     * @throws ConfigException when something in it is missing, ill-formed or unknown
     * @throws UncheckedIOException when it cannot be read
     */
    public static SimulatorSettings read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Reads settings.
     *
     * @param source what to call them in messages, usually the file name
     * @throws ConfigException when something is missing, ill-formed or unknown
     */
    public static SimulatorSettings parse(String source, String text) {
        Section root = Section.parse(source, text);
        Duration period = positive(root, "period");
        Duration redrawEvery = positive(root, "weather.redraw-every");
        Section shares = root.section("weather.shares");
        List<String> contexts = List.copyOf(shares.keys());
        List<Double> values =
                contexts.stream().map(context -> shares.decimal(context, 0, 1)).toList();
        double sum = values.stream().mapToDouble(Double::doubleValue).sum();
        if (Math.abs(sum - 1) > 1e-9) {
            root.problem("weather.shares", "a sum of " + sum, "shares that sum to 1");
        }
        Duration offset = root.duration("clock.offset");
        Duration jitter = root.duration("clock.jitter");
        if (jitter.compareTo(period) >= 0) {
            root.problem("clock.jitter", jitter + "", "less than the period");
        }
        List<SensorSettings> sensors = sensors(root.section("sensors"), contexts);
        root.finish();
        WeatherChain weather = new WeatherChain(values, redrawEvery, period);
        return new SimulatorSettings(period, offset, jitter, contexts, weather, sensors);
    }

    /** The same simulation under a weather that changes faster or slower. */
    public SimulatorSettings withRedrawEvery(Duration redrawEvery) {
        List<Double> shares = new ArrayList<>();
        for (double share : weather.shares()) {
            shares.add(share);
        }
        WeatherChain changed = new WeatherChain(shares, redrawEvery, period);
        return new SimulatorSettings(period, clockOffset, jitter, contexts, changed, sensors);
    }

    /**
     * The index of a sensor.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public int sensor(String name) {
        for (int i = 0; i < sensors.size(); i++) {
            if (sensors.get(i).name().equals(name)) {
                return i;
            }
        }
        List<String> names = sensors.stream().map(SensorSettings::name).toList();
        throw new IllegalArgumentException("no sensor '" + name + "'; expected one of " + names);
    }

    /** The mask of all sensors. */
    public int allSensors() {
        return (1 << sensors.size()) - 1;
    }

    private static Duration positive(Section section, String key) {
        Duration duration = section.duration(key);
        if (duration.isZero()) {
            section.problem(key, "0", "a duration above 0");
            return Duration.ofSeconds(1);
        }
        return duration;
    }

    private static List<SensorSettings> sensors(Section all, List<String> contexts) {
        List<SensorSettings> sensors = new ArrayList<>();
        sensors.add(sensor(all, "camera", section -> camera(section, contexts)));
        sensors.add(sensor(all, "radar", SimulatorSettings::radar));
        sensors.add(sensor(all, "lidar", section -> lidar(section, contexts)));
        return sensors;
    }

    private static SensorSettings sensor(
            Section all, String name, Function<Section, SensorView> view) {
        Section section = all.section(name);
        return new SensorSettings(
                name,
                section.decimal("watts-on", 0, 1e6),
                section.decimal("watts-asleep", 0, 1e6),
                section.decimal("wake-joules", 0, 1e6),
                section.duration("wake-time"),
                view.apply(section));
    }

    private static SensorView camera(Section sensor, List<String> contexts) {
        return new CameraView(
                conditions(
                        sensor,
                        contexts,
                        context ->
                                new CameraView.Conditions(
                                        context.decimal("gain", 0, 1),
                                        context.decimal("veil", 0, 255),
                                        context.decimal("noise", 0, 255),
                                        context.decimal("drops", 0, 1, 0),
                                        (int) context.integer("drop-length", 1, 28, 1))));
    }

    private static SensorView radar(Section sensor) {
        return new RadarView((int) sensor.integer("looks", 1, 1000), sensor.decimal("floor", 0, 1));
    }

    private static SensorView lidar(Section sensor, List<String> contexts) {
        return new LidarView(
                conditions(
                        sensor,
                        contexts,
                        context ->
                                new LidarView.Conditions(
                                        context.decimal("noise", 0, 1),
                                        context.decimal("dropouts", 0, 1),
                                        context.decimal("false-returns", 0, 1))));
    }

    private static <T> List<T> conditions(
            Section sensor, List<String> contexts, Function<Section, T> read) {
        Section all = sensor.section("contexts");
        return contexts.stream().map(context -> read.apply(all.section(context))).toList();
    }
}
