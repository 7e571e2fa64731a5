package io.sluice.kernel.bundle;

import io.sluice.gates.PolicyShape;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.schemas.DType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What {@code bundle.yaml} says: of a ladder, a sensor bundle or a router bundle. Immutable.
 *
 * @param name the bundle's name, such as {@code fashion}
 * @param version its semantic version
 * @param classes names of the classes, in the order of the logits
 * @param inputs what an event brings
 * @param tensors every tensor that crosses from a stage to the next; of a router bundle the
 *     features
 * @param stages at least one: a ladder, from the front to the back, each with an exit; or, of a
 *     sensor bundle, the stems and then the branches; of a router bundle, the router
 * @param policyFile path of the first policy
 * @param golden the golden vectors
 * @param bitstreams stages compiled ahead of time for boards; usually none
 * @param sensorLayout modalities, branches and configurations; of a sensor bundle
 * @param router the stage whose features choose experts, of a router bundle
 * @param files all files but the manifest and its signature, in the order of their paths
 */
public record BundleManifest(
        String name,
        String version,
        List<String> classes,
        List<TensorSpec> inputs,
        List<TensorSpec> tensors,
        List<StageSpec> stages,
        String policyFile,
        GoldenSpec golden,
        List<BitstreamSpec> bitstreams,
        Optional<SensorLayout> sensorLayout,
        Optional<RouterSpec> router,
        List<BundleFile> files) {
    /** The file's name in every bundle. */
    public static final String FILE = "bundle.yaml";

    /** The newest format that this version reads and writes. */
    public static final int FORMAT_VERSION = 4;

    /** The first format with bitstreams. */
    static final int BITSTREAMS_VERSION = 2;

    /** The first format with sensor bundles. */
    static final int SENSORS_VERSION = 3;

    /** The first format with router bundles. */
    static final int ROUTER_VERSION = 4;

    public BundleManifest {
        classes = List.copyOf(classes);
        inputs = List.copyOf(inputs);
        tensors = List.copyOf(tensors);
        stages = List.copyOf(stages);
        bitstreams = List.copyOf(bitstreams);
        files = files.stream().sorted(Comparator.comparing(BundleFile::path)).toList();
    }

    /**
     * Reads a manifest.
     *
     * @param source what to call it in messages
     * @throws BundleException of category FORMAT naming every problem
     */
    public static BundleManifest parse(String source, byte[] document) {
        return new ManifestReader(source).read(document);
    }

    /**
     * The manifest as YAML; {@link #parse} reads it back, and the same manifest is the same text.
     */
    public String document() {
        return ManifestWriter.document(this);
    }

    /** The bundle's hash: SHA-256 of its canonical lines (see BUNDLE.md). */
    public String hash() {
        return Sha256.ofText(ManifestWriter.canonicalLines(this));
    }

    /** The oldest format that can say this, so that older readers can read what they know. */
    int formatVersion() {
        if (router.isPresent()) {
            return ROUTER_VERSION;
        }
        if (sensorLayout.isPresent()) {
            return SENSORS_VERSION;
        }
        return bitstreams.isEmpty() ? 1 : BITSTREAMS_VERSION;
    }

    /** The same manifest under another version. */
    BundleManifest withVersion(String other) {
        return new BundleManifest(
                name,
                other,
                classes,
                inputs,
                tensors,
                stages,
                policyFile,
                golden,
                bitstreams,
                sensorLayout,
                router,
                files);
    }

    /** The same manifest with other files. */
    BundleManifest withFiles(List<BundleFile> others) {
        return with(bitstreams, others);
    }

    /** The same manifest with other bitstreams and files. */
    BundleManifest with(List<BitstreamSpec> otherBitstreams, List<BundleFile> otherFiles) {
        return new BundleManifest(
                name,
                version,
                classes,
                inputs,
                tensors,
                stages,
                policyFile,
                golden,
                otherBitstreams,
                sensorLayout,
                router,
                otherFiles);
    }

    /** {@code name@version}. */
    public String id() {
        return name + "@" + version;
    }

    public Optional<BundleFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    /** What a sensor bundle offers to its gates; none of a ladder. */
    public Optional<SensorStructure> sensors() {
        return sensorLayout.map(
                layout ->
                        layout.structure(
                                layout.modalities().stream()
                                        .map(m -> tensor(m.summary()).orElseThrow().rowElements())
                                        .toList()));
    }

    /**
     * Insists on a ladder.
     *
     * @throws BundleException of category FORMAT when this is a sensor bundle or a router bundle
     */
    public void requireLadder() {
        if (sensorLayout.isPresent() || router.isPresent()) {
            throw other("a ladder, whose stages each have an exit");
        }
    }

    /**
     * Insists on a ladder that a job can run in place of another while it runs: events have the
     * same inputs and answers the same classes.
     *
     * @throws BundleException of category SHAPE naming what differs, or FORMAT for no ladder
     */
    public void requireInPlaceOf(BundleManifest running) {
        requireLadder();
        requireSame(running, "inputs", inputs, running.inputs);
        requireSame(running, "classes", classes, running.classes);
    }

    private void requireSame(BundleManifest running, String what, List<?> found, List<?> expected) {
        if (!found.equals(expected)) {
            throw new BundleException(
                    Category.SHAPE,
                    id()
                            + " has the "
                            + what
                            + " "
                            + found
                            + "; expected those of "
                            + running.id()
                            + ", which the job was made for: "
                            + expected);
        }
    }

    /**
     * Insists on a sensor bundle, and gives what it offers.
     *
     * @throws BundleException of category FORMAT when this is another kind
     */
    public SensorStructure requireSensors() {
        return sensors()
                .orElseThrow(
                        () ->
                                other(
                                        "a sensor bundle, with modalities, branches and configurations"));
    }

    /**
     * Insists on a router bundle, and gives its features.
     *
     * @return FLOAT32 with one dimension behind the batch
     * @throws BundleException of category FORMAT when this is another kind
     */
    public TensorSpec requireRouter() {
        return router.map(spec -> tensor(spec.features()).orElseThrow())
                .orElseThrow(() -> other("a router bundle, whose stage gives features"));
    }

    private BundleException other(String expected) {
        return new BundleException(
                Category.FORMAT, id() + " is " + kind() + "; expected " + expected);
    }

    private String kind() {
        if (router.isPresent()) {
            return "a router bundle with the features " + router.get().features();
        }
        return sensorLayout
                .map(
                        layout ->
                                "a sensor bundle with the modalities "
                                        + String.join(", ", layout.modalityNames()))
                .orElseGet(
                        () ->
                                "a ladder with the exits "
                                        + stages.stream()
                                                .map(StageSpec::exit)
                                                .collect(Collectors.joining(", ")));
    }

    /** What the bundle's policies have to fit. */
    public PolicyShape policyShape() {
        if (router.isPresent()) {
            return PolicyShape.experts(requireRouter().rowElements());
        }
        return sensors().map(PolicyShape::sensors).orElse(PolicyShape.ladder(stages.size()));
    }

    /**
     * What golden vectors hold of every stage: the logits of its exit, a stem's summary, or a
     * router's features; float32 with one dimension behind the batch.
     */
    public List<TensorSpec> results() {
        return stages.stream().map(this::result).toList();
    }

    private TensorSpec result(StageSpec stage) {
        if (stage.hasExit()) {
            return logits(stage);
        }
        String name = router.map(RouterSpec::features).orElseGet(() -> modalityOf(stage).summary());
        return tensor(name).orElseThrow();
    }

    /** An exit's logits as a tensor: one float32 per class. */
    TensorSpec logits(StageSpec stage) {
        return new TensorSpec(stage.logits(), DType.FLOAT32, new int[] {classes.size()});
    }

    private ModalitySpec modalityOf(StageSpec stem) {
        return sensorLayout.orElseThrow().modalities().stream()
                .filter(modality -> modality.stem().equals(stem.name()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The stages that must run for one to, itself the last: all before it in a ladder, the stems
     * whose outputs it reads in a sensor bundle.
     *
     * @param index 0-based
     */
    public List<Integer> neededFor(int index) {
        List<String> inputs = stages.get(index).inputs();
        return IntStream.rangeClosed(0, index)
                .filter(
                        stage ->
                                stage == index
                                        || sensorLayout.isEmpty()
                                        || stages.get(stage).outputs().stream()
                                                .anyMatch(inputs::contains))
                .boxed()
                .toList();
    }

    /** The input or crossing tensor of a name. */
    public Optional<TensorSpec> tensor(String tensorName) {
        return Stream.concat(inputs.stream(), tensors.stream())
                .filter(tensor -> tensor.name().equals(tensorName))
                .findFirst();
    }
}
