package io.sluice.kernel.testkit;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Valid small sensor bundles for tests: the modalities {@link Sensor}, {@value #CLASSES} classes,
 * four branches, five configurations. Every provider that has MatMul can run them, {@link
 * PlainKernels} included.
 *
 * <p>A modality's features are its row, and its summary is the mean of the row; the camera's has
 * the row's first value behind it. So for {@link #row}{@code (sensor, label, strength)} the
 * features are {@code strength} at the label and 0 elsewhere, the mean is {@code strength / 10},
 * and the logits of a branch are, at the label, the sum over its modalities of {@code strength ·
 * weight}:
 *
 * <table>
 * <caption>Branches and configurations, in the order of the bundle</caption>
 * <tr><th>branch</th><th>weights</th><th>configuration</th><th>branches</th></tr>
 * <tr><td>camera</td><td>0.02</td><td>camera</td><td>camera</td></tr>
 * <tr><td>radar</td><td>0.04</td><td>radar</td><td>radar</td></tr>
 * <tr><td>lidar</td><td>0.08</td><td>camera-radar</td><td>camera-radar</td></tr>
 * <tr><td>camera-radar</td><td>0.02 and 0.04</td><td>camera-lidar</td><td>camera, lidar</td></tr>
 * <tr><td></td><td></td><td>all</td><td>camera-radar, lidar</td></tr>
 * </table>
 */
public final class SensorTestBundle {
    public static final int CLASSES = 10;

    private static final int GOLDEN_ROWS = 6;

    /** A modality: its input's name and dtype, its summary's width, and its weight in logits. */
    public enum Sensor {
        CAMERA("image", DType.UINT8, 2, 0.02f),
        RADAR("sweep", DType.FLOAT32, 1, 0.04f),
        LIDAR("points", DType.FLOAT32, 1, 0.08f);

        private final String input;
        private final DType dtype;
        private final int summaryWidth;
        private final float weight;

        Sensor(String input, DType dtype, int summaryWidth, float weight) {
            this.input = input;
            this.dtype = dtype;
            this.summaryWidth = summaryWidth;
            this.weight = weight;
        }

        /** The modality's name: {@code camera}, {@code radar} or {@code lidar}. */
        public String modality() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The bundle's input that its frames bring, {@value #CLASSES} values. */
        public String input() {
            return input;
        }

        public DType dtype() {
            return dtype;
        }

        public int summaryWidth() {
            return summaryWidth;
        }

        /** What a branch multiplies its features with. */
        public float weight() {
            return weight;
        }
    }

    private String version = "1.0.0";
    private long periodMillis = 1000;
    private Policy policy = new Policy("1", "", FixedExit.full());

    private SensorTestBundle() {}

    /** Version 1.0.0 with the policy that a bundle has before a fit, for a sample a second. */
    public static SensorTestBundle roads() {
        return new SensorTestBundle();
    }

    /** Another version is another hash. */
    public SensorTestBundle version(String other) {
        version = other;
        return this;
    }

    /** The time between samples of the first policy, when none is given. */
    public SensorTestBundle period(long millis) {
        periodMillis = millis;
        return this;
    }

    /** The first policy; the bundle puts its hash in. */
    public SensorTestBundle policy(Policy other) {
        policy = other;
        return this;
    }

    /** The bundle's files in memory. */
    public BundleFiles files() {
        BundleBuilder bundle =
                new BundleBuilder("roads", version)
                        .classes(IntStream.range(0, CLASSES).mapToObj(i -> "class" + i).toList());
        for (Sensor sensor : Sensor.values()) {
            bundle.stem(sensor.modality(), stem(sensor), summary(sensor).name());
        }
        branch(bundle, "camera", Sensor.CAMERA);
        branch(bundle, "radar", Sensor.RADAR);
        branch(bundle, "lidar", Sensor.LIDAR);
        branch(bundle, "camera-radar", Sensor.CAMERA, Sensor.RADAR);
        return bundle.configuration("camera", List.of("camera"))
                .configuration("radar", List.of("radar"))
                .configuration("camera-radar", List.of("camera-radar"))
                .configuration("camera-lidar", List.of("camera", "lidar"))
                .configuration("all", List.of("camera-radar", "lidar"))
                .period(periodMillis)
                .policy(policy)
                .samples(GOLDEN_ROWS, samples())
                .build(new PlainKernels(new PlainScript()));
    }

    /** The bundle, opened from memory. */
    public Bundle open() {
        return files().open();
    }

    /** Writes the bundle as a directory, and gives it back. */
    public Path writeTo(Path directory) throws IOException {
        files().writeDirectory(directory);
        return directory;
    }

    /**
     * A frame's bytes, little-endian: {@code strength} (0 to 255) for the label, 0 for the others.
     */
    public static byte[] row(Sensor sensor, int label, int strength) {
        int[] values = new int[CLASSES];
        values[label] = strength;
        return bytes(sensor, values);
    }

    /** The logits of a branch for the rows of its modalities, as documented above. */
    public static float logit(int strength, Sensor... sensors) {
        float sum = 0;
        for (Sensor sensor : sensors) {
            sum += strength * sensor.weight;
        }
        return sum;
    }

    private static OnnxModel stem(Sensor sensor) {
        TensorSpec features = features(sensor);
        TensorSpec summary = summary(sensor);
        GraphBuilder graph =
                new GraphBuilder(sensor.modality() + "-stem")
                        .input(new TensorSpec(sensor.input, sensor.dtype, new int[] {CLASSES}))
                        .node(
                                "Cast",
                                List.of(sensor.input),
                                "values",
                                GraphBuilder.integer("to", 1))
                        .diagonal("one", CLASSES, 1)
                        .node("MatMul", List.of("values", "one"), features.name())
                        .floats("reading", reading(sensor), CLASSES, sensor.summaryWidth)
                        .node("MatMul", List.of("values", "reading"), summary.name());
        return OnnxModel.of(
                sensor.modality() + "-stem", graph.output(features).output(summary).build());
    }

    /** The mean of the row in the first column, the row's first value in the second. */
    private static float[] reading(Sensor sensor) {
        float[] reading = new float[CLASSES * sensor.summaryWidth];
        for (int i = 0; i < CLASSES; i++) {
            reading[i * sensor.summaryWidth] = 1f / CLASSES;
        }
        if (sensor.summaryWidth > 1) {
            reading[1] = 1;
        }
        return reading;
    }

    private static void branch(BundleBuilder bundle, String name, Sensor... sensors) {
        GraphBuilder graph = new GraphBuilder(name);
        List<String> parts = new ArrayList<>();
        TensorSpec logits = new TensorSpec(name + "_logits", DType.FLOAT32, new int[] {CLASSES});
        for (Sensor sensor : sensors) {
            String weight = sensor.modality() + "_weight";
            String part = sensors.length == 1 ? logits.name() : sensor.modality() + "_part";
            graph.input(features(sensor))
                    .diagonal(weight, CLASSES, sensor.weight)
                    .node("MatMul", List.of(features(sensor).name(), weight), part);
            parts.add(part);
        }
        if (parts.size() > 1) {
            graph.node("Add", parts, logits.name());
        }
        bundle.branch(
                name,
                OnnxModel.of(name, graph.output(logits).build()),
                logits.name(),
                Arrays.stream(sensors).map(Sensor::modality).toList());
    }

    private static TensorSpec features(Sensor sensor) {
        return new TensorSpec(sensor.modality() + "_features", DType.FLOAT32, new int[] {CLASSES});
    }

    private static TensorSpec summary(Sensor sensor) {
        return new TensorSpec(
                sensor.modality() + "_summary", DType.FLOAT32, new int[] {sensor.summaryWidth});
    }

    private static Map<String, byte[]> samples() {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (Sensor sensor : Sensor.values()) {
            int step = 37 + 2 * sensor.ordinal();
            int[] values =
                    IntStream.range(0, GOLDEN_ROWS * CLASSES).map(i -> i * step % 256).toArray();
            samples.put(sensor.input, bytes(sensor, values));
        }
        return samples;
    }

    private static byte[] bytes(Sensor sensor, int[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * sensor.dtype.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            if (sensor.dtype == DType.UINT8) {
                bytes.put((byte) value);
            } else {
                bytes.putFloat(value);
            }
        }
        return bytes.array();
    }
}
