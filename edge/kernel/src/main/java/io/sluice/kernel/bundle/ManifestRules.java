package io.sluice.kernel.bundle;

import io.sluice.config.NearestName;
import io.sluice.config.Section;
import io.sluice.kernel.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The rules of a manifest that concern more than one key. */
final class ManifestRules {
    private static final long MOST_BYTES = 4L << 30;

    private final Section root;
    private final BundleManifest manifest;

    ManifestRules(Section root, BundleManifest manifest) {
        this.root = root;
        this.manifest = manifest;
    }

    void check() {
        List<StageSpec> stages = manifest.stages();
        if (manifest.inputs().isEmpty()) {
            root.problem("inputs", "no input", "at least one");
        }
        if (stages.isEmpty()) {
            root.problem("stages", "no stage", "at least one");
            return;
        }
        requireUnique("inputs and tensors", tensorNames());
        requireUnique("stages", stages.stream().map(StageSpec::name).toList());
        requireUnique("stages", given(stages, StageSpec::exit));
        requireUnique("stages", given(stages, StageSpec::logits));
        for (StageSpec stage : stages) {
            if (stage.inputs().isEmpty()) {
                root.problem("stages", "'" + stage.name() + "' has no inputs", "at least one");
            }
        }
        if (!checkKind(manifest, root::problem)) {
            checkLadder();
        }
        checkBitstreams();
        checkFiles();
    }

    /** Whether it is more than a ladder; what is wrong with the parts that make it so is told. */
    static boolean checkKind(BundleManifest manifest, ProblemReport report) {
        manifest.router().ifPresent(router -> new RouterRules(manifest, router, report).check());
        manifest.sensorLayout()
                .ifPresent(layout -> new SensorRules(manifest, layout, report).check());
        return manifest.router().isPresent() || manifest.sensorLayout().isPresent();
    }

    /**
     * Stems and routers have neither exit nor logits; whether a stage may be one is said elsewhere.
     */
    private static List<String> given(List<StageSpec> stages, Function<StageSpec, String> part) {
        return stages.stream().map(part).filter(name -> !name.isEmpty()).toList();
    }

    private void checkLadder() {
        List<StageSpec> stages = manifest.stages();
        for (int i = 0; i < stages.size(); i++) {
            checkFlow(i, stages.get(i));
        }
        if (!stages.get(stages.size() - 1).outputs().isEmpty()) {
            root.problem("stages", "the last stage has outputs", "its logits alone");
        }
    }

    private void checkBitstreams() {
        List<String> stages = manifest.stages().stream().map(StageSpec::name).toList();
        Set<String> taken = new HashSet<>(Set.of(manifest.policyFile()));
        taken.add(manifest.golden().file());
        manifest.stages().forEach(stage -> taken.add(stage.file()));
        Set<List<String>> seen = new HashSet<>();
        for (BitstreamSpec bitstream : manifest.bitstreams()) {
            String stage = bitstream.stage();
            if (!stages.contains(stage)) {
                problem("is for stage '" + stage + "'", NearestName.of(stage, stages, 3));
            }
            if (!seen.add(List.of(stage, bitstream.board()))) {
                root.problem(
                        "bitstreams",
                        "'" + stage + "' has two for board '" + bitstream.board() + "'",
                        "one for a stage and board");
            }
            // The hash covers a bitstream and leaves the policy out: one file cannot be both.
            if (taken.contains(bitstream.file())) {
                root.problem(
                        "bitstreams",
                        "'" + bitstream.file() + "' is another part of the bundle",
                        "a file of its own");
            }
        }
    }

    private void problem(String what, List<String> candidates) {
        root.problem("bitstreams", what, "one of " + String.join(", ", candidates));
    }

    private void checkFlow(int index, StageSpec stage) {
        Set<String> given = new HashSet<>();
        manifest.inputs().forEach(input -> given.add(input.name()));
        if (index > 0) {
            given.addAll(manifest.stages().get(index - 1).outputs());
        }
        for (String input : stage.inputs()) {
            if (!given.contains(input)) {
                unknown("stages[" + index + "] has input", input, given);
            }
        }
        Set<String> tensors = new HashSet<>();
        manifest.tensors().forEach(tensor -> tensors.add(tensor.name()));
        for (String output : stage.outputs()) {
            if (!tensors.contains(output)) {
                unknown("stages[" + index + "] has output", output, tensors);
            }
        }
    }

    private void checkFiles() {
        Set<String> paths = new HashSet<>();
        long bytes = 0;
        for (BundleFile file : manifest.files()) {
            paths.add(file.path());
            bytes += file.size();
        }
        if (bytes > MOST_BYTES) {
            root.problem("files", bytes + " bytes in all", "at most " + MOST_BYTES);
        }
        List<String> named = new ArrayList<>(List.of(manifest.policyFile()));
        named.add(manifest.golden().file());
        manifest.stages().forEach(stage -> named.add(stage.file()));
        manifest.bitstreams().forEach(bitstream -> named.add(bitstream.file()));
        for (String path : named) {
            if (!path.isEmpty() && !paths.contains(path)) {
                root.problem("files", "no entry for '" + path + "'", "every file that is named");
            }
        }
    }

    private void unknown(String what, String name, Set<String> candidates) {
        root.problem(
                "stages",
                what + " '" + name + "'",
                "one of " + String.join(", ", NearestName.of(name, candidates, 3)));
    }

    private List<String> tensorNames() {
        List<String> names = new ArrayList<>();
        manifest.inputs().stream().map(TensorSpec::name).forEach(names::add);
        manifest.tensors().stream().map(TensorSpec::name).forEach(names::add);
        return names;
    }

    private void requireUnique(String where, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                String key = where.startsWith("inputs") ? "inputs" : where;
                root.problem(key, "'" + name + "' is there twice in " + where, "unique names");
            }
        }
    }
}
