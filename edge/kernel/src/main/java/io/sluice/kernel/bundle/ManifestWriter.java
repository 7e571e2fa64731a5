package io.sluice.kernel.bundle;

import io.sluice.kernel.TensorSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes {@code bundle.yaml}, and the canonical lines that a bundle's hash covers. */
final class ManifestWriter {
    private ManifestWriter() {}

    static String document(BundleManifest manifest) {
        StringBuilder out = new StringBuilder();
        out.append("format-version: ").append(manifest.formatVersion()).append('\n');
        out.append("name: ").append(quoted(manifest.name())).append('\n');
        out.append("version: ").append(quoted(manifest.version())).append('\n');
        out.append("classes: ").append(list(manifest.classes())).append('\n');
        tensors(out, "inputs", manifest.inputs());
        if (!manifest.tensors().isEmpty()) {
            tensors(out, "tensors", manifest.tensors());
        }
        out.append("stages:\n");
        manifest.stages().forEach(stage -> stage(out, stage));
        out.append("policy: ").append(quoted(manifest.policyFile())).append('\n');
        out.append("golden:\n  file: ").append(quoted(manifest.golden().file()));
        out.append("\n  relative-tolerance: ").append(manifest.golden().relativeTolerance());
        out.append("\n  absolute-tolerance: ").append(manifest.golden().absoluteTolerance());
        out.append('\n');
        if (!manifest.bitstreams().isEmpty()) {
            out.append("bitstreams:\n");
            manifest.bitstreams().forEach(bitstream -> bitstream(out, bitstream));
        }
        manifest.sensorLayout().ifPresent(layout -> sensors(out, layout));
        manifest.router()
                .ifPresent(
                        router -> {
                            out.append("router:\n  stage: ").append(quoted(router.stage()));
                            out.append("\n  features: ").append(quoted(router.features()));
                            out.append('\n');
                        });
        out.append("files:\n");
        for (BundleFile file : manifest.files()) {
            out.append("  - path: ").append(quoted(file.path()));
            out.append("\n    size: ").append(file.size());
            out.append("\n    sha-256: ").append(quoted(file.sha256())).append('\n');
        }
        return out.toString();
    }

    static String canonicalLines(BundleManifest manifest) {
        StringBuilder lines = new StringBuilder("sluice-bundle 1\n");
        lines.append("name ").append(manifest.name()).append('\n');
        lines.append("version ").append(manifest.version()).append('\n');
        manifest.classes().forEach(name -> lines.append("class ").append(name).append('\n'));
        manifest.inputs().forEach(t -> lines.append("input ").append(line(t)).append('\n'));
        manifest.tensors().forEach(t -> lines.append("tensor ").append(line(t)).append('\n'));
        manifest.stages().forEach(stage -> lines.append(line(stage)).append('\n'));
        GoldenSpec golden = manifest.golden();
        lines.append("golden ").append(golden.file());
        lines.append(' ').append(golden.relativeTolerance());
        lines.append(' ').append(golden.absoluteTolerance()).append('\n');
        // Neither the policy nor a report decides what the model computes.
        Set<String> computing = new HashSet<>(Set.of(golden.file()));
        manifest.stages().forEach(stage -> computing.add(stage.file()));
        manifest.bitstreams().forEach(bitstream -> computing.add(bitstream.file()));
        for (BundleFile file : manifest.files()) {
            if (computing.contains(file.path())) {
                lines.append(file.sha256()).append("  ").append(file.path()).append('\n');
            }
        }
        manifest.bitstreams().forEach(b -> lines.append("bitstream ").append(line(b)).append('\n'));
        manifest.sensorLayout().ifPresent(layout -> sensorLines(lines, layout));
        manifest.router()
                .ifPresent(
                        router -> {
                            lines.append("router ").append(router.stage()).append(' ');
                            lines.append(router.features()).append('\n');
                        });
        return lines.toString();
    }

    private static String line(StageSpec stage) {
        String flow =
                String.join(
                        " ",
                        stage.name(),
                        stage.file(),
                        String.join(",", stage.inputs()),
                        "->",
                        String.join(",", stage.outputs()));
        return stage.hasExit()
                ? String.join(" ", "stage", flow, stage.exit(), stage.logits(), cost(stage))
                : String.join(" ", "stem", flow, cost(stage));
    }

    private static String cost(StageSpec stage) {
        return String.valueOf(stage.multiplyAdds());
    }

    private static void sensorLines(StringBuilder lines, SensorLayout layout) {
        for (ModalitySpec modality : layout.modalities()) {
            lines.append("modality ").append(modality.name());
            lines.append(' ').append(String.join(",", modality.inputs()));
            lines.append(' ').append(modality.stem());
            lines.append(' ').append(modality.summary()).append('\n');
        }
        for (BranchSpec branch : layout.branches()) {
            lines.append("branch ").append(branch.stage());
            lines.append(' ').append(String.join(",", branch.modalities())).append('\n');
        }
        for (ConfigurationSpec configuration : layout.configurations()) {
            lines.append("configuration ").append(configuration.name()).append(' ');
            lines.append(String.join(",", configuration.branches())).append('\n');
        }
    }

    private static void sensors(StringBuilder out, SensorLayout layout) {
        out.append("modalities:\n");
        for (ModalitySpec modality : layout.modalities()) {
            out.append("  - name: ").append(quoted(modality.name()));
            out.append("\n    inputs: ").append(list(modality.inputs()));
            out.append("\n    stem: ").append(quoted(modality.stem()));
            out.append("\n    summary: ").append(quoted(modality.summary())).append('\n');
        }
        out.append("branches:\n");
        for (BranchSpec branch : layout.branches()) {
            out.append("  - stage: ").append(quoted(branch.stage()));
            out.append("\n    modalities: ").append(list(branch.modalities())).append('\n');
        }
        out.append("configurations:\n");
        for (ConfigurationSpec configuration : layout.configurations()) {
            out.append("  - name: ").append(quoted(configuration.name()));
            out.append("\n    branches: ").append(list(configuration.branches())).append('\n');
        }
    }

    private static String line(BitstreamSpec bitstream) {
        return String.join(
                " ",
                bitstream.stage(),
                bitstream.board(),
                bitstream.toolchain(),
                bitstream.toolchainVersion(),
                bitstream.entry(),
                String.valueOf(bitstream.minimumBatch()),
                bitstream.file());
    }

    private static void bitstream(StringBuilder out, BitstreamSpec bitstream) {
        out.append("  - stage: ").append(quoted(bitstream.stage()));
        out.append("\n    board: ").append(quoted(bitstream.board()));
        out.append("\n    toolchain: ").append(quoted(bitstream.toolchain()));
        out.append("\n    toolchain-version: ").append(quoted(bitstream.toolchainVersion()));
        out.append("\n    entry: ").append(quoted(bitstream.entry()));
        out.append("\n    minimum-batch: ").append(bitstream.minimumBatch());
        out.append("\n    file: ").append(quoted(bitstream.file())).append('\n');
    }

    private static void tensors(StringBuilder out, String key, List<TensorSpec> tensors) {
        out.append(key).append(":\n");
        for (TensorSpec tensor : tensors) {
            out.append("  - name: ").append(quoted(tensor.name()));
            out.append("\n    dtype: ").append(word(tensor));
            out.append("\n    shape: ").append(Arrays.toString(tensor.shape())).append('\n');
        }
    }

    private static void stage(StringBuilder out, StageSpec stage) {
        out.append("  - name: ").append(quoted(stage.name()));
        out.append("\n    file: ").append(quoted(stage.file()));
        out.append("\n    inputs: ").append(list(stage.inputs()));
        out.append("\n    outputs: ").append(list(stage.outputs()));
        if (stage.hasExit()) {
            out.append("\n    exit: ").append(quoted(stage.exit()));
            out.append("\n    logits: ").append(quoted(stage.logits()));
        }
        out.append("\n    multiply-adds: ").append(stage.multiplyAdds()).append('\n');
    }

    private static String line(TensorSpec tensor) {
        return tensor.name() + " " + word(tensor) + " " + Arrays.toString(tensor.shape());
    }

    private static String word(TensorSpec tensor) {
        return tensor.dtype().name().toLowerCase(Locale.ROOT);
    }

    private static String list(List<String> texts) {
        return texts.stream()
                .map(ManifestWriter::quoted)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
