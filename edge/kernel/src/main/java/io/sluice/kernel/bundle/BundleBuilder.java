package io.sluice.kernel.bundle;

import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.onnx.Dequantizer;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a complete bundle from stages and sample inputs. The same arguments give the same bytes,
 * as far as the provider that computes the golden vectors does.
 *
 * <p>Stages come from {@link OnnxCutter} or from files of the user's own: each is a graph whose
 * outputs are the exit's logits and the tensors of the next stage. A sensor bundle has stems and
 * branches instead of a ladder: {@link #stem}, {@link #branch}, {@link #configuration}; a router
 * bundle has a {@link #router}.
 */
public final class BundleBuilder {
    /** The policy's file in every bundle that is built here. */
    public static final String POLICY_FILE = "policy.json";

    /** The golden vectors' file in every bundle that is built here. */
    public static final String GOLDEN_FILE = "golden.bin";

    /** The stage of a router bundle that is built here. */
    public static final String ROUTER = "router";

    /**
     * A stage's graph, its name, its exit, and which of its outputs are the exit's logits; a stem
     * and a router have neither.
     */
    public record Stage(String name, OnnxModel model, String exit, String logits) {}

    private final String name;
    private final String version;
    private final List<Stage> stages = new ArrayList<>();
    private final SensorParts sensors = new SensorParts();
    private Optional<RouterSpec> router = Optional.empty();
    private List<String> classes = List.of();
    private Policy policy = new Policy("1", "", FixedExit.full());
    private long periodMillis = 1000;
    private double relativeTolerance = GoldenSpec.DEFAULT_RELATIVE;
    private double absoluteTolerance = GoldenSpec.DEFAULT_ABSOLUTE;
    private int rows;
    private Map<String, byte[]> samples = Map.of();
    private final Map<String, byte[]> further = new LinkedHashMap<>();
    private final List<BitstreamSpec> bitstreams = new ArrayList<>();

    public BundleBuilder(String name, String version) {
        this.name = name;
        this.version = version;
    }

    /** The names of the classes, in the order of the logits. */
    public BundleBuilder classes(List<String> names) {
        classes = List.copyOf(names);
        return this;
    }

    /** The next stage of the ladder. */
    public BundleBuilder stage(Stage stage) {
        stages.add(stage);
        return this;
    }

    /** All stages of the ladder, named {@code stage1} with {@code exit1} and so on. */
    public BundleBuilder stages(List<OnnxModel> models, List<String> logits) {
        if (models.size() != logits.size()) {
            throw new IllegalArgumentException(
                    models.size() + " stages have " + logits.size() + " exits");
        }
        for (int i = 0; i < models.size(); i++) {
            int number = i + 1;
            stage(new Stage("stage" + number, models.get(i), "exit" + number, logits.get(i)));
        }
        return this;
    }

    /**
     * All stages of the ladder, cut out of one model; dynamically quantised parts are dequantised
     * first.
     *
     * @see OnnxCutter#cut
     */
    public BundleBuilder model(OnnxModel whole, List<List<String>> cuts, List<String> logits) {
        return stages(OnnxCutter.cut(Dequantizer.dequantize(whole), cuts, logits), logits);
    }

    /**
     * The stem of the next modality: the stage {@code <modality>-stem}. The graph's inputs are what
     * frames of the modality bring, its outputs what branches read, the summary among them.
     *
     * @param modality such as {@code camera}
     * @param summary the output that gates read, FLOAT32 [N, F]
     */
    public BundleBuilder stem(String modality, OnnxModel model, String summary) {
        sensors.stem(modality, model, summary);
        return this;
    }

    /**
     * The next branch of a sensor bundle, whose stage and exit have its name.
     *
     * @param model a graph whose inputs are outputs of the stems
     * @param logits its only output, FLOAT32 [N, classes]
     * @param modalities those whose stems it reads
     */
    public BundleBuilder branch(
            String branch, OnnxModel model, String logits, List<String> modalities) {
        sensors.branch(branch, model, logits, modalities);
        return this;
    }

    /**
     * The next configuration of a sensor bundle. Without any, there is one of each branch alone,
     * and one, {@code all}, of all branches.
     */
    public BundleBuilder configuration(String configuration, List<String> branches) {
        sensors.configuration(configuration, branches);
        return this;
    }

    /**
     * The only stage of a router bundle, {@value #ROUTER}.
     *
     * @param model a graph whose one output are the features
     * @param features that output, FLOAT32 [N, F]
     */
    public BundleBuilder router(OnnxModel model, String features) {
        router = Optional.of(new RouterSpec(ROUTER, features));
        return stage(new Stage(ROUTER, model, "", ""));
    }

    /**
     * The time between two samples of a sensor bundle, for the first policy that is made when none
     * with sensor gates is given; 1 s when it is not said.
     *
     * @param millis at least 1
     */
    public BundleBuilder period(long millis) {
        periodMillis = millis;
        return this;
    }

    /** The first policy; {@code full}, version 1, when it is not given. */
    public BundleBuilder policy(String documentVersion, ExitRule rule) {
        return policy(new Policy(documentVersion, "", rule));
    }

    /**
     * The first policy; the bundle's hash is put into it. For a sensor bundle, one without sensor
     * gates gets such that keep all sensors on and use as many as they can; for a router bundle,
     * one without a choice of experts gets one that knows no expert yet.
     */
    public BundleBuilder policy(Policy first) {
        policy = first;
        return this;
    }

    /**
     * A further file that no reader needs, such as a report. It is listed in the manifest and
     * covered by the signature; the bundle's hash leaves it out, as it does the policy.
     *
     * @param path as in BUNDLE.md
     */
    public BundleBuilder file(String path, byte[] bytes) {
        further.put(path, bytes.clone());
        return this;
    }

    /** A stage compiled ahead of time for a board. */
    public BundleBuilder bitstream(BitstreamSpec spec, byte[] bytes) {
        bitstreams.add(spec);
        return file(spec.file(), bytes);
    }

    /** How close other providers must come to the golden vectors. */
    public BundleBuilder tolerance(double relative, double absolute) {
        relativeTolerance = relative;
        absoluteTolerance = absolute;
        return this;
    }

    /**
     * The events whose logits become the golden vectors.
     *
     * @param count the number of rows, at most {@link GoldenVectors#MOST_ROWS}
     * @param byInput for every input of the bundle the bytes of all rows, little-endian
     */
    public BundleBuilder samples(int count, Map<String, byte[]> byInput) {
        rows = count;
        samples = new LinkedHashMap<>(byInput);
        return this;
    }

    /**
     * Builds the bundle.
     *
     * @param provider computes the golden vectors, on its first device
     * @throws BundleException when the parts do not make a valid bundle
     * @throws io.sluice.kernel.onnx.OnnxException when a stage's shapes cannot be found
     */
    public BundleFiles build(KernelProvider provider) {
        List<Stage> all = new ArrayList<>(stages);
        all.addAll(sensors.stages());
        BundleStages parts = BundleStages.of(all, classes.size());
        BundleManifest draft = manifest(parts, Map.of());
        requireKind(draft);
        byte[] golden = golden(parts, draft.results(), provider).bytes();
        Map<String, byte[]> files = new LinkedHashMap<>(further);
        files.putAll(parts.files());
        files.put(GOLDEN_FILE, golden);
        // The hash leaves the policy out, because the policy names the hash.
        String hash = manifest(parts, files).hash();
        files.put(POLICY_FILE, first(draft).withBundle(hash).document());
        BundleManifest manifest = manifest(parts, files);
        files.put(BundleManifest.FILE, manifest.document().getBytes(StandardCharsets.UTF_8));
        BundleFiles bundle = new BundleFiles(manifest.id(), files);
        bundle.open();
        return bundle;
    }

    private Policy first(BundleManifest draft) {
        if (draft.router().isPresent() && policy.experts().isEmpty()) {
            return policy.with(UnfittedExperts.of(draft.requireRouter().rowElements()));
        }
        return draft.sensors()
                .filter(structure -> policy.sensors().isEmpty())
                .map(structure -> policy.with(UnfittedSensors.of(structure, periodMillis)))
                .orElse(policy);
    }

    /** Before anything is run: what is wrong with a branch should not look as if inputs lacked. */
    private static void requireKind(BundleManifest draft) {
        List<String> problems = new ArrayList<>();
        ManifestRules.checkKind(
                draft,
                (key, found, expected) ->
                        problems.add(key + ": " + found + "; expected " + expected));
        if (!problems.isEmpty()) {
            throw new BundleException(Category.FORMAT, String.join("\n", problems));
        }
    }

    private BundleManifest manifest(BundleStages parts, Map<String, byte[]> files) {
        List<BundleFile> entries = new ArrayList<>();
        files.forEach((path, bytes) -> entries.add(BundleFile.of(path, bytes)));
        return new BundleManifest(
                name,
                version,
                classes,
                parts.inputs(),
                parts.tensors(),
                parts.specs(),
                POLICY_FILE,
                new GoldenSpec(GOLDEN_FILE, relativeTolerance, absoluteTolerance),
                bitstreams,
                sensors.layout(),
                router,
                entries);
    }

    private GoldenVectors golden(
            BundleStages parts, List<TensorSpec> results, KernelProvider provider) {
        List<byte[]> inputs = new ArrayList<>();
        for (TensorSpec input : parts.inputs()) {
            byte[] values = samples.get(input.name());
            if (values == null || values.length != rows * input.rowBytes()) {
                throw new IllegalArgumentException(
                        "samples of "
                                + input
                                + ": "
                                + (values == null ? 0 : values.length)
                                + " bytes, expected "
                                + (long) rows * input.rowBytes()
                                + " for "
                                + rows
                                + " rows");
            }
            inputs.add(values);
        }
        return new GoldenRecorder(parts, results)
                .record(name + "@" + version, provider, rows, inputs);
    }
}
