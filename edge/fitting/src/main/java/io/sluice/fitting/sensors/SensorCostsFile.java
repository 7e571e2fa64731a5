package io.sluice.fitting.sensors;

import io.sluice.config.NearestName;
import io.sluice.config.Section;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.fit.DeviceDelays;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.SensorLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What sensors and computing cost on the user's devices, as YAML: {@code sensors} with {@code
 * watts-on} and, where they are not 0, {@code watts-asleep}, {@code wake-joules} and {@code
 * wake-time} of each modality; {@code joules-per-multiply-add}, {@code fusion-joules} and {@code
 * command-time}. Data sheets and meters know these; Sluice does not.
 *
 * @param sensors by the modality's name
 * @param joulesPerMultiplyAdd by which stems and branches are estimated; 0 leaves them out
 * @param fusionJoules of one fusion of several branches
 * @param commandTime from a decision until the device has obeyed
 */
public record SensorCostsFile(
        Map<String, Sensor> sensors,
        double joulesPerMultiplyAdd,
        double fusionJoules,
        Duration commandTime) {
    /**
     * One sensor.
     *
     * @param wattsOn W
     * @param wattsAsleep W
     * @param wakeJoules J each time
     * @param wakeTime from switching on until it gives anything
     */
    public record Sensor(
            double wattsOn, double wattsAsleep, double wakeJoules, Duration wakeTime) {}

    /**
     * Reads the document for a bundle.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem: a modality that is missing or
     *     is none of the bundle's, a number that is none
     */
    public static SensorCostsFile parse(String source, String document, List<String> modalities) {
        Section root = Section.parse(source, document);
        Section sensors = root.section("sensors");
        Map<String, Sensor> read = new TreeMap<>();
        for (String name : modalities) {
            read.put(name, sensor(sensors.section(name)));
        }
        for (String name : sensors.keys()) {
            if (!modalities.contains(name)) {
                sensors.problem(
                        name,
                        "no modality of the bundle",
                        String.join(", ", NearestName.of(name, modalities, modalities.size())));
            }
        }
        SensorCostsFile costs =
                new SensorCostsFile(
                        read,
                        root.decimal("joules-per-multiply-add", 0, 1, 0),
                        root.decimal("fusion-joules", 0, Double.MAX_VALUE, 0),
                        root.duration("command-time", Duration.ZERO));
        root.finish();
        return costs;
    }

    private static Sensor sensor(Section section) {
        double on = section.decimal("watts-on", 0, Double.MAX_VALUE);
        double asleep = section.decimal("watts-asleep", 0, Double.MAX_VALUE, 0);
        if (asleep > on) {
            section.problem("watts-asleep", asleep + " W", "at most watts-on, " + on + " W");
        }
        return new Sensor(
                on,
                asleep,
                section.decimal("wake-joules", 0, Double.MAX_VALUE, 0),
                section.duration("wake-time", Duration.ZERO));
    }

    /** The costs of a bundle's sensors, stems and branches. */
    public SensorCosts costs(BundleManifest manifest) {
        SensorLayout layout = manifest.sensorLayout().orElseThrow();
        int stems = layout.modalities().size();
        double[] compute =
                manifest.stages().stream()
                        .mapToDouble(stage -> stage.multiplyAdds() * joulesPerMultiplyAdd)
                        .toArray();
        double[] stemJoules = java.util.Arrays.copyOf(compute, stems);
        double[] branchJoules = java.util.Arrays.copyOfRange(compute, stems, compute.length);
        double[] on = new double[stems];
        double[] asleep = new double[stems];
        double[] wake = new double[stems];
        for (int m = 0; m < stems; m++) {
            Sensor sensor = sensors.get(layout.modalities().get(m).name());
            on[m] = sensor.wattsOn();
            asleep[m] = sensor.wattsAsleep();
            wake[m] = sensor.wakeJoules();
        }
        return new SensorCosts(on, asleep, wake, stemJoules, branchJoules, fusionJoules);
    }

    /** How long commands and waking take, in whole periods, rounded up. */
    public DeviceDelays delays(BundleManifest manifest, long periodMillis) {
        int[] wake =
                manifest.sensorLayout().orElseThrow().modalities().stream()
                        .mapToInt(m -> ticks(sensors.get(m.name()).wakeTime(), periodMillis))
                        .toArray();
        return new DeviceDelays(Math.max(1, ticks(commandTime, periodMillis)), wake);
    }

    private static int ticks(Duration time, long periodMillis) {
        return Math.toIntExact((time.toMillis() + periodMillis - 1) / periodMillis);
    }
}
