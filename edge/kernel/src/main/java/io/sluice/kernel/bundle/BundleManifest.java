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
 * What {@code bundle.yaml} says. Immutable.
 *
 * @param name the bundle's name, such as {@code fashion}
 * @param version its semantic version
 * @param classes names of the classes, in the order of the logits
 * @param inputs what an event brings
 * @param tensors every tensor that crosses from a stage to the next
 * @param stages at least one: a ladder, from the front to the back, each with an exit; or, of a
 *     sensor bundle, the stems and then the branches
 * @param policyFile path of the first policy
 * @param golden the golden vectors
 * @param bitstreams stages compiled ahead of time for boards; usually none
 * @param sensorLayout modalities, branches and configurations; none of a ladder
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
        List<BundleFile> files) {
    /** The file's name in every bundle. */
    public static final String FILE = "bundle.yaml";

    /** The newest format that this version reads and writes. */
    public static final int FORMAT_VERSION = 3;

    /** The first format with bitstreams. */
    static final int BITSTREAMS_VERSION = 2;

    /** The first format with sensor bundles. */
    static final int SENSORS_VERSION = 3;

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
     * @throws BundleException of category FORMAT when this is a sensor bundle
     */
    public void requireLadder() {
        sensorLayout.ifPresent(
                layout -> {
                    throw new BundleException(
                            Category.FORMAT,
                            id()
                                    + " is a sensor bundle with the modalities "
                                    + String.join(", ", layout.modalityNames())
                                    + "; expected a ladder, whose stages each have an exit");
                });
    }

    /**
     * Insists on a sensor bundle, and gives what it offers.
     *
     * @throws BundleException of category FORMAT when this is a ladder
     */
    public SensorStructure requireSensors() {
        return sensors()
                .orElseThrow(
                        () ->
                                new BundleException(
                                        Category.FORMAT,
                                        id()
                                                + " is a ladder with the exits "
                                                + stages.stream()
                                                        .map(StageSpec::exit)
                                                        .collect(Collectors.joining(", "))
                                                + "; expected a sensor bundle, with modalities,"
                                                + " branches and configurations"));
    }

    /** What the bundle's policies have to fit. */
    public PolicyShape policyShape() {
        return sensors().map(PolicyShape::sensors).orElse(PolicyShape.ladder(stages.size()));
    }

    /**
     * What golden vectors hold of every stage: the logits of its exit, or a stem's summary; float32
     * with one dimension behind the batch.
     */
    List<TensorSpec> results() {
        return stages.stream().map(this::result).toList();
    }

    private TensorSpec result(StageSpec stage) {
        return stage.hasExit() ? logits(stage) : tensor(modalityOf(stage).summary()).orElseThrow();
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
