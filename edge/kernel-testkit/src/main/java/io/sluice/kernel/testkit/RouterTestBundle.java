package io.sluice.kernel.testkit;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A valid small router bundle and experts for it, for tests: the input {@code image} of {@value
 * TestBundles#CLASSES} bytes, as many classes. Every provider that has MatMul can run them, {@link
 * PlainKernels} included.
 *
 * <p>The features are the row divided by 100: {@link TestBundles#row}{@code (label, strength)} has
 * {@code strength / 100} at its label and 0 elsewhere, so that a gate can tell the label. An expert
 * is a ladder of one exit, whose logits for that row are {@code 0.08 · strength} at the label if it
 * is one that the expert knows, and otherwise at the class behind it: an expert is as sure where it
 * is wrong.
 */
public final class RouterTestBundle {
    /** The features' tensor, {@value TestBundles#CLASSES} float32. */
    public static final String FEATURES = "features";

    /** What a feature is of the byte that it is made of. */
    public static final float FEATURE_SCALE = 0.01f;

    /** What the logits of an expert are of the byte that they are made of. */
    public static final float LOGIT_SCALE = 0.08f;

    /** Knows classes 0 to 4. */
    public static final String LOW = "low";

    /** Knows classes 5 to 9. */
    public static final String HIGH = "high";

    /** Knows all classes. */
    public static final String ALL = "all";

    private static final int CLASSES = TestBundles.CLASSES;
    private static final int GOLDEN_ROWS = 6;

    private String version = "1.0.0";
    private Policy policy = new Policy("1", "", FixedExit.full());

    private RouterTestBundle() {}

    /** Version 1.0.0 with the policy that a bundle has before a fit. */
    public static RouterTestBundle router() {
        return new RouterTestBundle();
    }

    /** The same with {@link #choice} as its policy. */
    public static RouterTestBundle fitted() {
        return router().policy(new Policy("1", "", FixedExit.full()).with(choice()));
    }

    /**
     * A choice among the three experts: for a row of strength 100, {@link #LOW} and {@link #HIGH}
     * are predicted to be wrong with probability 0.0025 about the classes that they know and 0.9975
     * about the others, and {@link #ALL} with 0.047 about any; {@link #ALL} takes 4 J and 4 ms, the
     * others 1 J and 1 ms. So without prices and limits two are asked: {@link #ALL}, and the one of
     * the others that knows the class. The categories are {@code default} (200 ms, no limit of
     * joules, at most 2 asked) and {@code frugal} (100 ms, 1.5 J, 1 asked).
     */
    public static ExpertPolicy choice() {
        return choice(
                new ExpertCategory("default", 200, Double.POSITIVE_INFINITY, 2),
                new ExpertCategory("frugal", 100, 1.5, 1));
    }

    /** The same for other categories. */
    public static ExpertPolicy choice(ExpertCategory... categories) {
        return new ExpertPolicy(
                CLASSES,
                List.of(spec(ALL, 3, 3, 4), spec(HIGH, -6, 6, 1), spec(LOW, 6, -6, 1)),
                0.1,
                0.5,
                0,
                4,
                Double.POSITIVE_INFINITY,
                List.of(categories),
                sample(categories.length),
                IntStream.range(0, categories.length * CLASSES).map(i -> i / CLASSES).toArray());
    }

    private static ExpertSpec spec(String name, float low, float high, double cost) {
        float[] vector = new float[CLASSES + 1];
        for (int c = 0; c < CLASSES; c++) {
            vector[c] = c < CLASSES / 2 ? low : high;
        }
        return new ExpertSpec(
                name, expert(name).open().hash(), vector, cost, cost, 0, CLASSES * CLASSES);
    }

    /** One row of strength 100 for every class and category. */
    private static float[][] sample(int categories) {
        float[][] rows = new float[categories * CLASSES][CLASSES];
        for (int i = 0; i < rows.length; i++) {
            rows[i][i % CLASSES] = 1;
        }
        return rows;
    }

    /** Another version is another hash. */
    public RouterTestBundle version(String other) {
        version = other;
        return this;
    }

    /** The first policy; the bundle puts its hash in. */
    public RouterTestBundle policy(Policy other) {
        policy = other;
        return this;
    }

    /** The bundle's files in memory. */
    public BundleFiles files() {
        TensorSpec features = new TensorSpec(FEATURES, DType.FLOAT32, new int[] {CLASSES});
        GraphBuilder graph =
                image("router")
                        .diagonal("scale", CLASSES, FEATURE_SCALE)
                        .node("MatMul", List.of("values", "scale"), FEATURES)
                        .output(features);
        return build(
                new BundleBuilder("router", version)
                        .router(OnnxModel.of("router", graph.build()), FEATURES)
                        .policy(policy));
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

    /** One of {@link #LOW}, {@link #HIGH} and {@link #ALL}. */
    public static BundleFiles expert(String name) {
        return switch (name) {
            case LOW -> expert(name, IntStream.range(0, CLASSES / 2).toArray());
            case HIGH -> expert(name, IntStream.range(CLASSES / 2, CLASSES).toArray());
            case ALL -> expert(name, IntStream.range(0, CLASSES).toArray());
            default ->
                    throw new IllegalArgumentException(
                            "no expert '" + name + "'; expected low, high or all");
        };
    }

    /**
     * An expert of the test's own.
     *
     * @param name the bundle's name
     * @param known the classes that it answers right
     */
    public static BundleFiles expert(String name, int... known) {
        float[] head = new float[CLASSES * CLASSES];
        for (int label = 0; label < CLASSES; label++) {
            int asked = label;
            boolean knows = IntStream.of(known).anyMatch(k -> k == asked);
            head[label * CLASSES + (knows ? label : (label + 1) % CLASSES)] = LOGIT_SCALE;
        }
        TensorSpec logits = new TensorSpec("logits", DType.FLOAT32, new int[] {CLASSES});
        GraphBuilder graph =
                image(name)
                        .floats("head", head, CLASSES, CLASSES)
                        .node("MatMul", List.of("values", "head"), logits.name())
                        .output(logits);
        return build(
                new BundleBuilder(name, "1.0.0")
                        .stages(
                                List.of(OnnxModel.of(name, graph.build())),
                                List.of(logits.name())));
    }

    private static GraphBuilder image(String graph) {
        return new GraphBuilder(graph)
                .input(new TensorSpec(TestBundles.INPUT, DType.UINT8, new int[] {CLASSES}))
                .node("Cast", List.of(TestBundles.INPUT), "values", GraphBuilder.integer("to", 1));
    }

    private static BundleFiles build(BundleBuilder builder) {
        byte[] samples = new byte[GOLDEN_ROWS * CLASSES];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i * 37);
        }
        return builder.classes(IntStream.range(0, CLASSES).mapToObj(i -> "class" + i).toList())
                .samples(GOLDEN_ROWS, Map.of(TestBundles.INPUT, samples))
                .build(new PlainKernels(new PlainScript()));
    }
}
